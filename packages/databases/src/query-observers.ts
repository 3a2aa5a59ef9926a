import {
  type Clock,
  createLogger,
  errorMessage,
  type ObserveOptions,
  type QueryObserver,
  type QueryOperation,
} from '@kotoba/core';

/**
 * Takes one finished query: its operation, when it began on the clock of {@link QueryObservers}, how it ended, and what was
 * asked, as `QueryObserver` takes it.
 */
export type QueryReport = (
  operation: QueryOperation,
  startedMillis: number,
  failed: boolean,
  statement?: unknown,
) => void;

/**
 * Who watches the queries of one client. What an observer throws never reaches the app's query: it is logged
 * once and dropped.
 */
export class QueryObservers {
  readonly #clock: Clock;
  readonly #onChange: ((active: boolean) => void) | undefined;
  #observers: readonly QueryObserver[] = [];
  #complained = false;

  /**
   * @param clock what queries are timed with
   * @param onChange called with true when the first observer comes, with false when the last has gone
   */
  constructor(clock: Clock, onChange?: (active: boolean) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Whether anybody watches; while nobody does, a query need not be timed. */
  get active(): boolean {
    return this.#observers.length > 0;
  }

  /** Adds `observer`; answers how to take it away, which may be called again without effect. */
  add(observer: QueryObserver, { statements = false }: ObserveOptions = {}): () => void {
    const own: QueryObserver = statements
      ? (operation, seconds, failed, statement) => observer(operation, seconds, failed, statement)
      : (operation, seconds, failed) => observer(operation, seconds, failed);
    this.#observers = [...this.#observers, own];
    if (this.#observers.length === 1) this.#onChange?.(true);
    return () => {
      if (!this.#observers.includes(own)) return;
      this.#observers = this.#observers.filter((other) => other !== own);
      if (this.#observers.length === 0) this.#onChange?.(false);
    };
  }

  /** Tells every observer of a query that has just ended. */
  readonly report: QueryReport = (operation, startedMillis, failed, statement) => {
    const seconds = (this.#clock.monotonic() - startedMillis) / 1_000;
    const observers = this.#observers;
    for (let i = 0; i < observers.length; i++) {
      try {
        observers[i]!(operation, seconds, failed, statement);
      } catch (error) {
        this.#complain(error);
      }
    }
  };

  #complain(error: unknown): void {
    if (this.#complained) return;
    this.#complained = true;
    createLogger('databases').warn(`an observer of queries threw: ${errorMessage(error)}`);
  }
}
