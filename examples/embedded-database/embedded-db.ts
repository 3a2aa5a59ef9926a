import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';

/** A key-value store in one append-only file: stands for the embedded database your app links against. */
export class EmbeddedDb {
  readonly #path: string;
  readonly #values = new Map<string, string>();
  #bytesRead = 0;
  #bytesWritten = 0;
  #open = true;

  constructor(path: string) {
    this.#path = path;
    const log = existsSync(path) ? readFileSync(path, 'utf8') : '';
    this.#bytesRead += Buffer.byteLength(log);
    for (const line of log.split('\n').filter(Boolean)) this.#apply(JSON.parse(line));
  }

  get(key: string): string | undefined {
    this.#mustBeOpen();
    return this.#values.get(key);
  }

  /** Keeps `value` under `key`; undefined removes it. */
  put(key: string, value: string | undefined): void {
    this.#mustBeOpen();
    if (key === '') throw new RangeError('a key has at least one character');
    const line = `${JSON.stringify([key, value])}\n`;
    appendFileSync(this.#path, line);
    this.#bytesWritten += Buffer.byteLength(line);
    this.#apply([key, value]);
  }

  /** What it knows of itself. */
  stats() {
    this.#mustBeOpen();
    let usedBytes = 0;
    for (const entry of this.#values) usedBytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    const fileBytes = existsSync(this.#path) ? statSync(this.#path).size : 0;
    return { fileBytes, usedBytes, bytesRead: this.#bytesRead, bytesWritten: this.#bytesWritten };
  }

  close(): void {
    this.#open = false;
  }

  #apply([key, value]: [string, string | null | undefined]): void {
    if (value === undefined || value === null) this.#values.delete(key);
    else this.#values.set(key, value);
  }

  #mustBeOpen(): void {
    if (!this.#open) throw new Error('the database is closed');
  }
}
