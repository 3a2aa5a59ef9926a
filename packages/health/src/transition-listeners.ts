import { type Clock, createLogger, errorMessage, LogLimiter } from '@kotoba/core';
import type { HealthTransition, HealthTransitionListener } from './health-report.ts';
import { severityOf } from './health-status.ts';

const LOG_AGAIN_AFTER_MILLIS = 60_000;
const logger = createLogger('health');

/** Tells everybody of transitions, and the log. What a listener does wrong harms neither the others nor the checks. */
export class TransitionListeners {
  readonly #listeners = new Set<HealthTransitionListener>();
  readonly #limiter: LogLimiter;

  constructor(clock: Clock) {
    this.#limiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
  }

  /** Answers how to stop; a listener that is added twice is told twice. */
  add(listener: HealthTransitionListener): () => void {
    const own: HealthTransitionListener = (transition) => listener(transition);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  tell(transition: HealthTransition): void {
    this.#log(transition);
    const failed = (error: unknown) =>
      logger.warn(`a listener of health transitions failed: ${errorMessage(error)}`);
    for (const listener of this.#listeners) {
      try {
        Promise.resolve(listener(transition)).catch(failed);
      } catch (error) {
        failed(error);
      }
    }
  }

  #log({ check = 'the verdict', from, to, message }: HealthTransition): void {
    if (from === 'unknown' && to === 'healthy') return;
    if (!this.#limiter.allows(`${check} ${to}`)) return;
    const line = `${check} went from ${from} to ${to}${message === '' ? '' : `: ${message}`}`;
    if (severityOf(to) > severityOf(from)) logger.warn(line);
    else logger.info(line);
  }
}
