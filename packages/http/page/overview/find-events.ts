import type { OverviewShift, OverviewTransition } from '@kotoba/dashboards';
import { formatValue, legendOf } from '@kotoba/dashboards/format-value';
import type { MatrixSeries, VectorSample } from '../api/queries.ts';
import type { Level } from '../charts/palette.ts';
import type { ResolvedRange } from '../time/time-range.ts';

/** Something that happened. */
export interface PageEvent {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly text: string;
  readonly level: Level;
}

/** Each change of a value that counts, newest first. */
export function eventsOf(
  series: readonly MatrixSeries[],
  { subject, when, text, meanings = [] }: OverviewTransition,
): PageEvent[] {
  const events: PageEvent[] = [];
  for (const { metric, values = [] } of series) {
    let last: number | undefined;
    for (const [time, shown] of values) {
      const value = Number(shown);
      const before = last;
      if (!Number.isFinite(value)) continue;
      last = value;
      if (before === undefined || before === value) continue;
      if ((when === 'rises' && value < before) || (when === 'falls' && value > before)) continue;
      const meaning = meanings.find((one) => one.value === value);
      events.push({
        time,
        text: `${legendOf(subject, metric)} ${text ?? meaning?.text ?? `${before} → ${value}`}`,
        level: meaning?.level ?? 'warning',
      });
    }
  }
  return events.sort((a, b) => b.time - a.time);
}

/** The newest moments of a grid at which a series is there, as spans without a gap, in seconds. */
export function spansOf(
  series: readonly MatrixSeries[],
  { step, most }: { readonly step: number; readonly most: number },
): ResolvedRange[] {
  const moments = new Set(series.flatMap(({ values = [] }) => values.map(([time]) => time)));
  const spans: { start: number; end: number }[] = [];
  for (const time of [...moments].sort((a, b) => b - a).slice(0, most)) {
    const last = spans.at(-1);
    if (last !== undefined && last.start - time <= step) last.start = time;
    else spans.push({ start: time, end: time });
  }
  return spans;
}

/** Something that is now much more, or much less, than before. */
export interface PageShift {
  readonly text: string;
  readonly before: string;
  readonly now: string;
  readonly isMore: boolean;
  /** How far: 2 for twice as much and for half as much. */
  readonly factor: number;
}

/** What changed by at least the factor, the largest change first; what was not there before is told too, unless nothing was. */
export function shiftsOf(
  now: readonly VectorSample[],
  before: readonly VectorSample[],
  { subject, unit, factor, from }: OverviewShift,
): PageShift[] {
  if (before.length === 0) return [];
  const earlier = new Map(before.map((sample) => [keyOf(sample), numberOf(sample)]));
  return now
    .flatMap((sample) => {
      const value = numberOf(sample);
      const was = earlier.get(keyOf(sample)) ?? 0;
      if (!Number.isFinite(value) || !Number.isFinite(was) || Math.max(value, was) < from) return [];
      const times = Math.max(value, was) / Math.max(Math.min(value, was), from / 10);
      if (times < factor) return [];
      return {
        text: legendOf(subject, sample.metric),
        before: formatValue(was, unit),
        now: formatValue(value, unit),
        isMore: value > was,
        factor: times,
      };
    })
    .sort((a, b) => b.factor - a.factor);
}

function keyOf({ metric }: VectorSample): string {
  return JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function numberOf({ value }: VectorSample): number {
  return Number(value?.[1].replace('Inf', 'Infinity') ?? Number.NaN);
}
