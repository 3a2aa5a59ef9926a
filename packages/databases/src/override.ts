/** A method as it is called: with whatever receiver and parameters. */
export type Method = (this: unknown, ...parameters: unknown[]) => unknown;

/** One method of one object replaced by a property of its own, and given back. */
export class Override {
  readonly #target: object;
  readonly #name: string;
  readonly #replacement: Method;
  #before: PropertyDescriptor | undefined;
  #installed = false;

  constructor(target: object, name: string, replace: (native: Method) => Method) {
    this.#target = target;
    this.#name = name;
    this.#replacement = replace(Reflect.get(target, name) as Method);
    Object.defineProperty(this.#replacement, 'name', { value: name, configurable: true });
  }

  install(): void {
    if (this.#installed) return;
    this.#before = Reflect.getOwnPropertyDescriptor(this.#target, this.#name);
    this.#installed = Reflect.defineProperty(this.#target, this.#name, {
      value: this.#replacement,
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }

  /** Leaves the method where it is when someone else has wrapped it since: it then passes everything through. */
  remove(): void {
    if (!this.#installed || Reflect.get(this.#target, this.#name) !== this.#replacement) return;
    this.#installed = false;
    if (this.#before === undefined) Reflect.deleteProperty(this.#target, this.#name);
    else Reflect.defineProperty(this.#target, this.#name, this.#before);
  }
}
