import type { Labels } from '@kotoba/core';
import { executionError } from '../errors.ts';
import { ABSENT, FLOAT } from './value.ts';

/** At which steps one match group has given a result: two at one step must be told apart by their labels. */
export class MatchedSteps {
  readonly #isOneToOne: boolean;
  readonly #count: number;
  readonly #byKey = new Map<string, Uint8Array>();

  constructor(isOneToOne: boolean, count: number) {
    this.#isOneToOne = isOneToOne;
    this.#count = count;
  }

  /** Notes a result with these labels at a step. The function it answers throws PROMQL_EXECUTION_ERROR at the second one. */
  markerFor(labels: Labels): (step: number) => void {
    const key = this.#isOneToOne ? '' : labels.key;
    const steps = this.#byKey.get(key) ?? new Uint8Array(this.#count);
    this.#byKey.set(key, steps);
    return (step) => {
      if (steps[step] !== 0) this.#fail();
      steps[step] = 1;
    };
  }

  /** FLOAT at the steps at which nothing was matched. */
  get missing(): Uint8Array {
    const missing = new Uint8Array(this.#count).fill(FLOAT);
    for (const steps of this.#byKey.values()) {
      for (let step = 0; step < this.#count; step++) if (steps[step] !== 0) missing[step] = ABSENT;
    }
    return missing;
  }

  #fail(): never {
    throw executionError(
      this.#isOneToOne
        ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
        : 'multiple matches for labels: grouping labels must ensure unique matches',
    );
  }
}
