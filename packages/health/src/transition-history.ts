import type { HealthTransition } from './health-report.ts';

/** The last transitions, oldest first. */
export class TransitionHistory {
  readonly #size: number;
  readonly #transitions: HealthTransition[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(transition: HealthTransition): void {
    this.#transitions.push(transition);
    if (this.#transitions.length > this.#size) this.#transitions.shift();
  }

  list(): readonly HealthTransition[] {
    return [...this.#transitions];
  }
}
