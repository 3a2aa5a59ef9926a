/** Lets at most `concurrency` tasks run at once; others wait in order of arrival. */
export class RunQueue {
  readonly #concurrency: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Tasks that run now. */
  get running(): number {
    return this.#running;
  }

  /** Runs `task` when there is room. `task` must not reject. */
  run(task: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const begin = () => {
        this.#running++;
        task().then(() => {
          this.#running--;
          this.#waiting.shift()?.();
          resolve();
        });
      };
      if (this.#running < this.#concurrency) begin();
      else this.#waiting.push(begin);
    });
  }
}
