import { createLogger, errorMessage } from '@kotoba/core';
import type { HistoryJournal } from './journal.ts';

/** A journal that may be missing or fail, and never harms the store. */
export class SafeJournal {
  readonly #journal: HistoryJournal | undefined;
  #errors = 0;

  constructor(journal: HistoryJournal | undefined) {
    this.#journal = journal;
  }

  get isThere(): boolean {
    return this.#journal !== undefined;
  }

  /** How often it threw. */
  get errors(): number {
    return this.#errors;
  }

  tell(about: (journal: HistoryJournal) => void): void {
    if (this.#journal === undefined) return;
    try {
      about(this.#journal);
    } catch (error) {
      if (this.#errors++ === 0)
        createLogger('history').warn(
          `a journal failed, and further failures are only counted: ${errorMessage(error)}`,
        );
    }
  }
}
