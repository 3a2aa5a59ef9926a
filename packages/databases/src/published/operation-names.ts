const NAME = /^[A-Za-z0-9._-]{1,40}$/;

/** Names of commands are the driver's caller's: a program that makes them up must not make series without end. */
const MOST_NAMES = 200;

/** Names of operations as they come, at most 200 of them; any other is `other`. */
export class OperationNames {
  readonly #names = new Set<string>();

  of(name: unknown): string {
    if (typeof name !== 'string') return 'other';
    if (!this.#names.has(name)) {
      if (this.#names.size >= MOST_NAMES || !NAME.test(name)) return 'other';
      this.#names.add(name);
    }
    return name;
  }
}
