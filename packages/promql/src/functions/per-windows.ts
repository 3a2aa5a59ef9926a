import { FLOAT, type RangeWindows } from '../engine/value.ts';
import { windowLength } from './float-windows.ts';

/** What depends on windows alone is worked out once for all series that share them. */
export class PerWindows<K extends { readonly windows: RangeWindows }, V> {
  readonly #make: (series: K) => V;
  readonly #known = new WeakMap<RangeWindows, V>();

  constructor(make: (series: K) => V) {
    this.#make = make;
  }

  of(series: K): V {
    let value = this.#known.get(series.windows);
    if (value === undefined) {
      value = this.#make(series);
      this.#known.set(series.windows, value);
    }
    return value;
  }
}

/** FLOAT at every step whose window holds at least `minimum` samples; shared by series that share windows. */
export function kindsWithAtLeast(
  minimum: number,
): PerWindows<{ readonly windows: RangeWindows }, Uint8Array> {
  return new PerWindows(({ windows }) => {
    const kinds = new Uint8Array(windows.first.length);
    for (let step = 0; step < kinds.length; step++) {
      if (windowLength(windows, step) >= minimum) kinds[step] = FLOAT;
    }
    return kinds;
  });
}
