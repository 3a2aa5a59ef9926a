import { createLogger, errorMessage } from '@kotoba/core';

const logger = createLogger('instrumentation');

/** What was started, ended in reverse order. One part that fails to end does not keep the others from ending. */
export class ShutdownStack {
  readonly #steps: Array<{ readonly what: string; readonly stop: () => void | Promise<void> }> = [];

  /** @param what names the part in the log line when `stop` fails */
  push(what: string, stop: () => void | Promise<void>): void {
    this.#steps.push({ what, stop });
  }

  /** Ends every part, last started first. Never rejects. */
  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.stop();
      } catch (error) {
        logger.error(`could not stop ${step.what}: ${errorMessage(error)}`);
      }
    }
  }
}
