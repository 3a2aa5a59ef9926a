import { type DiagLogger, diag } from '@opentelemetry/api';
import type { Clock } from './clock.ts';

/** A logger over OpenTelemetry's `diag`: silent until the app sets a diag logger. */
export type Logger = DiagLogger;

/** A logger whose lines carry `kotoba/<component>`. A diag logger that throws throws no further. */
export function createLogger(component: string): Logger {
  const logger = diag.createComponentLogger({ namespace: `kotoba/${component}` });
  const guarded =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, ...details) => {
      try {
        logger[level](message, ...details);
      } catch {
        // There is nowhere left to tell it.
      }
    };
  return {
    error: guarded('error'),
    warn: guarded('warn'),
    info: guarded('info'),
    debug: guarded('debug'),
    verbose: guarded('verbose'),
  };
}

/** Lets the first call of each key through and holds the rest back for `periodMillis`. */
export class LogLimiter {
  readonly #clock: Clock;
  readonly #periodMillis: number;
  readonly #lastByKey = new Map<string, number>();

  constructor(clock: Clock, periodMillis: number) {
    this.#clock = clock;
    this.#periodMillis = periodMillis;
  }

  /** Whether a line for `key` should be written now. */
  allows(key: string): boolean {
    const now = this.#clock.monotonic();
    const last = this.#lastByKey.get(key);
    if (last !== undefined && now - last < this.#periodMillis) return false;
    if (this.#lastByKey.size >= 1_000) this.#lastByKey.clear();
    this.#lastByKey.set(key, now);
    return true;
  }
}
