import type { OwnConnection } from '../own-connection/own-connection.ts';
import { StatementError } from '../own-connection/own-connection.ts';
import { READINGS_BEFORE_RETRY, type ResolvedReadOptions } from './options.ts';
import {
  limited,
  type Part,
  parseReading,
  readingText,
  type ServerFacts,
  type ServerReading,
} from './read-metrics.ts';

/** A reading, and which of the parts asked for it lacks. */
export interface PartialReading extends ServerReading {
  readonly unread: readonly Part[];
}

/** SQLSTATEs of a statement that ran into its limits: query_canceled, lock_not_available. */
const OUT_OF_TIME: ReadonlySet<string> = new Set(['57014', '55P03']);

/** Class 42, access rule violation: no right, or nothing of that name. Others pass, such as a file just removed. */
const LASTING = /^42/;

/** Parts that cost the server most; the first to be left out when time runs short. */
const HEAVY: readonly Part[] = ['sizes', 'statements'];

/**
 * Reads what is asked for in one statement. What the server refuses is found out part by part and left out for a
 * while; when the statement runs out of time, its heavy parts pause, ever longer.
 */
export class ServerReader {
  readonly #connection: OwnConnection;
  readonly #options: ResolvedReadOptions;
  readonly #parts: readonly Part[];
  /** Readings a part is still left out of. */
  readonly #pauses = new Map<Part, number>();
  #nextTimePause = 1;
  #facts: ServerFacts | undefined;
  #sizes: ServerReading['sizes'];
  #sizesAtMillis = Number.NEGATIVE_INFINITY;

  constructor(connection: OwnConnection, options: ResolvedReadOptions, parts: readonly Part[]) {
    this.#connection = connection;
    this.#options = options;
    this.#parts = parts;
  }

  /** @throws what the connection does; a {@link StatementError} leaves it usable */
  async read(signal: AbortSignal): Promise<PartialReading> {
    if (!this.#connection.isOpen) this.#forget();
    this.#facts ??= parseReading(await this.#run(new Set(), signal)).server;
    const due = this.#partsDue();
    let reading: ServerReading;
    try {
      reading = parseReading(await this.#run(due, signal));
      if (HEAVY.some((part) => due.has(part))) this.#nextTimePause = 1;
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      if (OUT_OF_TIME.has(error.code)) {
        this.#pauseForTime(due);
        throw error;
      }
      reading = await this.#readApart(due, signal);
    }
    this.#facts = reading.server;
    return this.#withSizes(reading, due);
  }

  /** Whether the server answers anything. */
  async ping(signal: AbortSignal): Promise<void> {
    await this.#connection.run(limited('SELECT 1', this.#options), signal);
  }

  #run(parts: ReadonlySet<Part>, signal: AbortSignal): Promise<unknown> {
    return this.#connection.run(readingText(parts, this.#facts, this.#options), signal);
  }

  #partsDue(): ReadonlySet<Part> {
    const due = new Set<Part>();
    const sizesDue =
      this.#options.clock.monotonic() - this.#sizesAtMillis >= this.#options.sizeIntervalMillis;
    for (const part of this.#parts) {
      const pause = this.#pauses.get(part) ?? 0;
      if (pause > 0) this.#pauses.set(part, pause - 1);
      else if (part !== 'sizes' || sizesDue) due.add(part);
    }
    return due;
  }

  #pauseForTime(due: ReadonlySet<Part>): void {
    const heavy = HEAVY.filter((part) => due.has(part));
    for (const part of heavy.length > 0 ? heavy : due) this.#pause(part, this.#nextTimePause);
    this.#nextTimePause = Math.min(this.#nextTimePause * 2, READINGS_BEFORE_RETRY);
  }

  #pause(part: Part, readings: number): void {
    this.#pauses.set(part, readings);
    if (part === 'sizes') this.#forgetSizes();
  }

  /** Each part in a statement of its own. What the server refuses again is left out from now on. */
  async #readApart(parts: ReadonlySet<Part>, signal: AbortSignal): Promise<ServerReading> {
    let reading = parseReading(await this.#run(new Set(), signal));
    for (const part of parts) {
      try {
        reading = { ...reading, ...parseReading(await this.#run(new Set([part]), signal)) };
      } catch (error) {
        if (!(error instanceof StatementError)) throw error;
        this.#pause(part, LASTING.test(error.code) ? READINGS_BEFORE_RETRY : 1);
      }
    }
    return reading;
  }

  #withSizes(reading: ServerReading, due: ReadonlySet<Part>): PartialReading {
    if (due.has('sizes') && reading.sizes !== undefined) {
      this.#sizes = reading.sizes;
      this.#sizesAtMillis = this.#options.clock.monotonic();
    }
    const whole = this.#sizes === undefined ? reading : { ...reading, sizes: this.#sizes };
    return { ...whole, unread: this.#parts.filter((part) => isLacking(whole, part, this.#options)) };
  }

  #forget(): void {
    this.#facts = undefined;
    this.#pauses.clear();
    this.#forgetSizes();
  }

  #forgetSizes(): void {
    this.#sizes = undefined;
    this.#sizesAtMillis = Number.NEGATIVE_INFINITY;
  }
}

function isLacking(reading: ServerReading, part: Part, options: ResolvedReadOptions): boolean {
  if (part === 'statements' && (options.topStatements === 0 || reading.server.statements === null))
    return false;
  if (part === 'sizes' && Object.values(reading.sizes?.byName ?? {}).includes(null)) return true;
  if (part === 'replication' && reading.replication?.standbys === null) return true;
  return reading[part] === undefined;
}
