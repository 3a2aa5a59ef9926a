/** How the totals of a reading relate to those of the reading before. */
export type TotalsOrigin = 'same' | 'reset' | 'other server';

/** One polled total: the series it belongs to, which of several totals the series is the sum of, and the total. */
export type PartialTotal = readonly [series: string, part: string, total: number];

/** Series that a reading leaves out are forgotten once there are more than this. */
const MOST_SERIES = 1_000;

/**
 * Totals that go on where the server's start over. After a reset everything counted since is added. A server that
 * was not read before adds nothing at first: what it has counted by then was not counted while we looked.
 */
export class SteadyTotals {
  readonly #series = new Map<string, { value: number; readonly lastByPart: Map<string, number> }>();

  /** What each series stands at now. A single total that fell has started over, as one that was evicted does. */
  update(totals: Iterable<PartialTotal>, origin: TotalsOrigin): ReadonlyMap<string, number> {
    const values = new Map<string, number>();
    const known = new Set(this.#series.keys());
    for (const [name, part, total] of totals) {
      let series = this.#series.get(name);
      if (series === undefined) {
        series = { value: 0, lastByPart: new Map() };
        this.#series.set(name, series);
      }
      const { lastByPart } = series;
      const last = lastByPart.get(part) ?? 0;
      if (origin === 'reset') series.value += total;
      else if (origin === 'same' || !known.has(name)) series.value += total >= last ? total - last : total;
      lastByPart.set(part, total);
      values.set(name, series.value);
    }
    if (this.#series.size > MOST_SERIES)
      for (const name of this.#series.keys()) if (!values.has(name)) this.#series.delete(name);
    return values;
  }
}
