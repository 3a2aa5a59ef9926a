import { type Clock, type Timer, untilAborted } from '@kotoba/core';
import { Backoff } from './backoff.ts';
import { IDLE_CLOSE_MILLIS } from './pauses.ts';

/** A connection of a driver's, as far as reads need one. */
export interface OwnedConnection {
  connect(): Promise<unknown>;
  query(text: string): Promise<unknown>;
  end(): Promise<unknown>;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
  /** Lets the process end while the connection is open. */
  unref?(): void;
  /** The driver's own connection, of which only the socket is used, to drop it when the server does not answer. */
  readonly connection?: { readonly stream?: { destroy?(): unknown } };
}

/** The server refused a statement; the connection is as good as before. */
export class StatementError extends Error {
  /** SQLSTATE. Source: PostgreSQL documentation, appendix A. */
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.code = code;
  }
}

/**
 * The one connection reads go over. It is made when it is needed, dropped as soon as it fails or does not answer in
 * time, made again with growing pauses, and closed when nobody reads any more. One statement runs at a time.
 */
export class OwnConnection {
  readonly #make: () => OwnedConnection;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  #open: OwnedConnection | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #lastError: unknown;
  #idle: Timer | undefined;

  constructor(make: () => OwnedConnection, clock: Clock) {
    this.#make = make;
    this.#clock = clock;
    this.#backoff = new Backoff(clock);
  }

  /**
   * Runs one text, of one or several statements, and answers what the driver does.
   * @throws {StatementError} when the server refused it; anything else means that the connection is gone
   */
  run(text: string, signal: AbortSignal): Promise<unknown> {
    const turn = this.#last.then(() => this.#run(text, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Whether the connection made before is still there; what was learnt of one server may not hold for the next. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Ends the connection; the next statement makes one anew. */
  close(): void {
    this.#idle?.cancel();
    this.#idle = undefined;
    const connection = this.#open;
    this.#open = undefined;
    connection?.end().catch(() => undefined);
  }

  async #run(text: string, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    this.#idle?.cancel();
    const connection = this.#open ?? (await this.#connect(signal));
    try {
      const answer = await untilAborted(connection.query(text), signal);
      this.#backoff.succeeded();
      this.#idle = this.#clock.setTimeout(() => this.close(), IDLE_CLOSE_MILLIS);
      return answer;
    } catch (error) {
      const code = refusalOf(error);
      if (code !== undefined && this.#open === connection) throw new StatementError(code, error);
      this.#drop(connection, error);
      throw error;
    }
  }

  async #connect(signal: AbortSignal): Promise<OwnedConnection> {
    const waitMillis = Math.ceil(this.#backoff.remainingMillis);
    if (waitMillis > 0)
      throw new Error(`not asked again for another ${waitMillis} ms after failures in a row`, {
        cause: this.#lastError,
      });
    let connection: OwnedConnection | undefined;
    try {
      connection = this.#make();
      const made = connection;
      made.on?.('error', (error) => {
        if (this.#open === made) this.#drop(made, error);
      });
      await untilAborted(made.connect(), signal);
      made.unref?.();
    } catch (error) {
      this.#drop(connection, error);
      throw error;
    }
    this.#open = connection;
    return connection;
  }

  #drop(connection: OwnedConnection | undefined, error: unknown): void {
    this.#lastError = error;
    this.#backoff.failed();
    if (this.#open === connection) this.#open = undefined;
    if (connection === undefined) return;
    try {
      connection.end().catch(() => undefined);
      connection.connection?.stream?.destroy?.();
    } catch {
      // It could not even be ended: nothing is left to let go of.
    }
  }
}

/** The SQLSTATE of a refusal after which the connection goes on; undefined for all that ends it. */
function refusalOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
  return severity === 'FATAL' || severity === 'PANIC' || code.startsWith('08') ? undefined : code;
}
