import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@kotoba/core';

/** Logins of browsers: a random name each, kept only as its digest, ended by disuse. */
export class Sessions {
  readonly #clock: Clock;
  readonly #idleMillis: number;
  readonly #most: number;
  /** When each was last used; the longest unused first. */
  readonly #usedAt = new Map<string, number>();

  constructor({ clock, idleMillis, most }: { clock: Clock; idleMillis: number; most: number }) {
    this.#clock = clock;
    this.#idleMillis = idleMillis;
    this.#most = most;
  }

  /** Begins a session; answers its secret name. The longest unused ends when there are too many. */
  begin(): string {
    const name = randomBytes(32).toString('base64url');
    if (this.#usedAt.size >= this.#most) this.#usedAt.delete(this.#usedAt.keys().next().value!);
    this.#usedAt.set(keyOf(name), this.#clock.now());
    return name;
  }

  /** Whether there is such a session; it counts as used now. */
  use(name: string): boolean {
    const key = keyOf(name);
    const usedAt = this.#usedAt.get(key);
    if (usedAt === undefined) return false;
    this.#usedAt.delete(key);
    if (this.#clock.now() - usedAt > this.#idleMillis) return false;
    this.#usedAt.set(key, this.#clock.now());
    return true;
  }

  /** Ends a session. */
  end(name: string): void {
    this.#usedAt.delete(keyOf(name));
  }
}

function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('base64');
}
