import { type Clock, createLogger, LogLimiter, type Timer } from '@kotoba/core';
import { post } from '../channels/post.ts';
import { SendError } from '../channels/send-error.ts';

/** Options of {@link Heartbeat}. */
export interface HeartbeatOptions {
  /** Address of a service that raises an alarm when it is pinged no more: a secret. */
  readonly url: string;
  /** Whether alerts are being evaluated; without a ping the other side raises its alarm. Must not throw. */
  readonly isAlive: () => boolean;
  readonly clock: Clock;
  /** @default 60000 */
  readonly intervalMillis?: number;
  /** Longest a ping may take. @default 10000 */
  readonly timeoutMillis?: number;
  /** Sent with each ping; treated as secret. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The defaults of {@link HeartbeatOptions}. */
export const heartbeatDefaults = { intervalMillis: 60_000, timeoutMillis: 10_000 } as const;

const LOG_AGAIN_AFTER_MILLIS = 3_600_000;
const logger = createLogger('alerting');

/**
 * A dead man's switch: posts to an address at an interval while alerts are evaluated, so that somebody else notices when
 * they are not. A ping that fails is not repeated; the next one follows at its time.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #logLimiter: LogLimiter;
  readonly #stopping = new AbortController();
  readonly #timer: Timer;
  #pinging: Promise<void> | undefined;
  #lastMillis: number | undefined;

  /** Pings at once, and from then on until it is stopped. */
  constructor(options: HeartbeatOptions) {
    const { clock, intervalMillis = heartbeatDefaults.intervalMillis } = options;
    this.#options = options;
    this.#logLimiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
    this.#timer = clock.setInterval(() => this.#beat(), intervalMillis);
    this.#beat();
  }

  /** When a ping was last taken, milliseconds since the epoch; undefined before the first. */
  get lastMillis(): number | undefined {
    return this.#lastMillis;
  }

  async stop(): Promise<void> {
    this.#timer.cancel();
    this.#stopping.abort();
    await this.#pinging;
  }

  #beat(): void {
    if (this.#pinging !== undefined || !this.#options.isAlive()) return;
    this.#pinging = this.#ping().finally(() => {
      this.#pinging = undefined;
    });
  }

  async #ping(): Promise<void> {
    const { url, headers, clock, timeoutMillis = heartbeatDefaults.timeoutMillis } = this.#options;
    const abort = new AbortController();
    const stop = () => abort.abort();
    const limit = clock.setTimeout(stop, timeoutMillis);
    this.#stopping.signal.addEventListener('abort', stop, { once: true });
    try {
      await post({ url, body: '{}', headers, signal: abort.signal, nowMillis: clock.now() });
      this.#lastMillis = clock.now();
    } catch (error) {
      const reason = error instanceof SendError ? error.message : 'failed';
      if (!this.#stopping.signal.aborted && this.#logLimiter.allows(reason))
        logger.warn(`the heartbeat ${reason}`);
    } finally {
      limit.cancel();
      this.#stopping.signal.removeEventListener('abort', stop);
    }
  }
}
