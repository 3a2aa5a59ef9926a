import type { FloatWindows } from './float-windows.ts';
import { isStartTimestampOverlap, isStartTimestampReset } from './start-timestamp-reset.ts';

/** Where the counters of a series were reset; one object serves all series, one after the other. */
export class CounterResets {
  #resets = new Int32Array(16);
  #count = 0;
  #next = 0;
  #overlaps: number[] = [];

  /** Looks through the floats any window holds. */
  find({ timestamps, values, startTimestamps: starts, windows }: FloatWindows): void {
    this.#count = 0;
    this.#next = 0;
    this.#overlaps = [];
    const from = windows.first[0]! + 1;
    const to = windows.end[windows.end.length - 1]!;
    for (let i = from; i < to; i++) if (values[i]! < values[i - 1]!) this.#add(i);
    if (starts === undefined) return;
    this.#count = 0;
    for (let i = from; i < to; i++) {
      const [previousStart, previousTime, start] = [starts[i - 1]!, timestamps[i - 1]!, starts[i]!];
      const isReset = isStartTimestampReset(previousStart, previousTime, start, timestamps[i]!);
      if (isReset || values[i]! < values[i - 1]!) this.#add(i);
      if (isStartTimestampOverlap(previousStart, previousTime, start)) this.#overlaps.push(i);
    }
  }

  /**
   * `increase` with what the resets inside a window took away put back. Windows must be asked for in ascending order.
   * The additions are those Prometheus makes, in its order, so that the last bits are the same.
   */
  correct(increase: number, values: Float64Array, first: number, end: number): number {
    if (this.#count === 0) return increase;
    while (this.#next < this.#count && this.#resets[this.#next]! <= first) this.#next++;
    let corrected = increase;
    for (let i = this.#next; i < this.#count && this.#resets[i]! < end; i++) {
      corrected += values[this.#resets[i]! - 1]!;
    }
    return corrected;
  }

  /** Whether start timestamps within the window contradict one another. */
  overlaps(first: number, end: number): boolean {
    return this.#overlaps.some((index) => index > first && index < end);
  }

  #add(index: number): void {
    if (this.#count === this.#resets.length) {
      const grown = new Int32Array(this.#count * 2);
      grown.set(this.#resets);
      this.#resets = grown;
    }
    this.#resets[this.#count++] = index;
  }
}
