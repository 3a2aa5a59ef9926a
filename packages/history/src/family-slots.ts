import type { Labels, TranslatedFamily, TranslatedSeries } from '@kotoba/core';
import type { Timeline, TimelineSeries } from './timeline.ts';

/** The slots of a family's series, as long as the family has the same ones. */
interface KnownFamily {
  readonly series: readonly TranslatedSeries[];
  readonly slots: Int32Array;
}

const NO_ROOM = -1;

/** Finds the slots of what a translator answers; families mostly have the same series in every collection. */
export class FamilySlots {
  readonly #known = new Map<string, KnownFamily>();

  /**
   * Slots by the place of the series in the family; −1 where there is no room for it.
   * @param add makes a series, or answers undefined when there is no room
   */
  slotsOf(
    { name, type, series }: TranslatedFamily,
    timeline: Timeline,
    add: (labels: Labels) => TimelineSeries | undefined,
  ): Int32Array {
    const known = this.#known.get(name);
    if (known !== undefined && isSame(known.series, series)) return known.slots;
    const found = series.map(({ labels }) => timeline.index.get(labels) ?? add(labels));
    if (type === 'histogram') relate(found);
    const slots = Int32Array.from(found, (one) => one?.slot ?? NO_ROOM);
    if (slots.includes(NO_ROOM)) this.#known.delete(name);
    else this.#known.set(name, { series, slots });
    return slots;
  }

  /** Forgets all, for slots have changed. */
  clear(): void {
    this.#known.clear();
  }
}

function isSame(a: readonly TranslatedSeries[], b: readonly TranslatedSeries[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * In a histogram a bucket holds at least what the bucket below it holds, and the count is that of the last bucket. Of each
 * histogram the count comes first, then the sum, then the buckets, ascending.
 */
function relate(series: readonly (TimelineSeries | undefined)[]): void {
  let count: TimelineSeries | undefined;
  let below: TimelineSeries | undefined;
  for (const one of series) {
    if (one === undefined) continue;
    if (!one.labels.has('le')) {
      if (one.labels.metricName.endsWith('_count')) count = one;
      below = undefined;
      continue;
    }
    one.parent = below?.slot ?? one.slot;
    below = one;
    if (count !== undefined && one.labels.get('le') === '+Inf') count.parent = one.slot;
  }
}
