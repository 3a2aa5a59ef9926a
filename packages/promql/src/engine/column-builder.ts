import type { NativeHistogram } from '@kotoba/core';
import { ABSENT, type Columns, FLOAT, HISTOGRAM } from './value.ts';

/** Columns filled step by step, where floats and histograms may mix. */
export class ColumnBuilder {
  readonly #kinds: Uint8Array;
  readonly #values: Float64Array;
  #histograms: (NativeHistogram | undefined)[] | undefined;
  #any = false;

  constructor(count: number) {
    this.#kinds = new Uint8Array(count);
    this.#values = new Float64Array(count);
  }

  /** Whether any step was set. */
  get any(): boolean {
    return this.#any;
  }

  isSet(step: number): boolean {
    return this.#kinds[step] !== ABSENT;
  }

  setFloat(step: number, value: number): void {
    this.#kinds[step] = FLOAT;
    this.#values[step] = value;
    this.#any = true;
  }

  setHistogram(step: number, histogram: NativeHistogram): void {
    this.#kinds[step] = HISTOGRAM;
    this.#histograms ??= new Array(this.#kinds.length).fill(undefined);
    this.#histograms[step] = histogram;
    this.#any = true;
  }

  /** What was set so far; do not set more afterwards. */
  build(): Columns {
    const histograms = this.#histograms;
    return { kinds: this.#kinds, values: this.#values, ...(histograms !== undefined && { histograms }) };
  }
}
