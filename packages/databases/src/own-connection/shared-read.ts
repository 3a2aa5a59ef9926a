import { untilAborted } from '@kotoba/core';

interface Running<T> {
  readonly work: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** One read for all who ask while it runs. It is given up when all of them have given up. */
export class SharedRead<T> {
  readonly #read: (signal: AbortSignal) => Promise<T>;
  #running: Running<T> | undefined;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.#read = read;
  }

  /** Whether a read runs that the next call would join. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  async get(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    this.#running ??= this.#start();
    const running = this.#running;
    running.waiting++;
    try {
      return await untilAborted(running.work, signal);
    } finally {
      running.waiting--;
      if (running.waiting === 0 && signal.aborted) this.#giveUp(running, signal.reason);
    }
  }

  #start(): Running<T> {
    const controller = new AbortController();
    const work = this.#read(controller.signal).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    const running: Running<T> = { work, controller, waiting: 0 };
    work.catch(() => undefined); // Whoever waits for it has it from `get`.
    return running;
  }

  #giveUp(running: Running<T>, reason: unknown): void {
    if (this.#running === running) this.#running = undefined;
    running.controller.abort(reason);
  }
}
