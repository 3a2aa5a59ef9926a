import type { Labels } from '@kotoba/core';
import { warningText } from '../engine/annotation-texts.ts';
import { ABSENT, FLOAT, type VectorSeries } from '../engine/value.ts';
import type { PositionRange } from '../syntax/ast.ts';
import type { FunctionContext } from './function-definition.ts';

const BOUND_LABEL = 'le';
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** One classic histogram: the series that differ in `le` only, by ascending bound. */
export interface ClassicHistogram {
  /** Without `le`. */
  readonly labels: Labels;
  readonly bounds: Float64Array;
  readonly series: readonly VectorSeries[];
}

/** Cumulative counts of one step: bounds ascending, no two the same. */
export interface ClassicBuckets {
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
  length: number;
}

/**
 * The classic histograms among the floats of a vector, and its native ones. Series whose `le` is no number are left out with a
 * warning; where both kinds have the same labels at one step neither counts there, with a warning.
 * Source: prometheus/prometheus `promql/engine.go`, `resetHistograms`.
 */
export function splitHistograms(
  series: readonly VectorSeries[],
  context: FunctionContext,
  position: PositionRange,
): { readonly classic: readonly ClassicHistogram[]; readonly native: readonly VectorSeries[] } {
  const groups = new Map<string, { labels: Labels; members: { bound: number; series: VectorSeries }[] }>();
  for (const one of series) {
    if (!one.kinds.includes(FLOAT)) continue;
    const text = one.labels.get(BOUND_LABEL);
    const bound = parseBound(text);
    if (bound === undefined) {
      const name = context.delayedNameRemoval ? one.labels.metricName : '';
      context.annotations.warning(warningText.badBucketLabel(name, text), position);
      continue;
    }
    const labels = one.labels.without(BOUND_LABEL);
    const group = groups.get(labels.key) ?? { labels, members: [] };
    groups.set(labels.key, group);
    group.members.push({ bound, series: one });
  }
  const native = series.filter(({ histograms }) => histograms !== undefined);
  const classic = [...groups.values()].map(({ labels, members }) => {
    members.sort((a, b) => a.bound - b.bound);
    const bounds = Float64Array.from(members, ({ bound }) => bound);
    return { labels, bounds, series: members.map((member) => member.series) };
  });
  return native.length === 0 ? { classic, native } : withoutConflicts(classic, native, context, position);
}

function parseBound(text: string): number | undefined {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NUMBER.test(text) ? Number(text) : undefined;
}

function withoutConflicts(
  classic: readonly ClassicHistogram[],
  native: readonly VectorSeries[],
  { annotations, delayedNameRemoval }: FunctionContext,
  position: PositionRange,
) {
  const byKey = new Map(classic.map((histogram, index) => [histogram.labels.key, index]));
  const [classics, natives] = [[...classic], [...native]];
  for (const [i, one] of native.entries()) {
    const index = byKey.get(one.labels.key);
    if (index === undefined) continue;
    const conflicts = one.kinds.map((kind, step) =>
      kind !== ABSENT && kind !== FLOAT && classics[index]!.series.some(({ kinds }) => kinds[step] === FLOAT)
        ? 1
        : 0,
    );
    if (!conflicts.includes(1)) continue;
    const name = delayedNameRemoval ? one.labels.metricName : '';
    annotations.warning(warningText.mixedClassicNativeHistograms(name), position);
    const keep = (member: VectorSeries) => ({
      ...member,
      kinds: member.kinds.map((kind, step) => (conflicts[step] === 1 ? ABSENT : kind)),
    });
    natives[i] = keep(one);
    classics[index] = { ...classics[index]!, series: classics[index]!.series.map(keep) };
  }
  return { classic: classics, native: natives };
}

/** Two counts this close to each other, relative to their sum, differ by rounding only. */
const TOLERANCE = 1e-12;

/** Reads a classic histogram step by step, into the same arrays every time. */
export class ClassicBucketReader {
  readonly #histogram: ClassicHistogram;
  readonly #buckets: ClassicBuckets;
  readonly #isCorrecting: boolean;
  /** Whether counts of the step read last had to be raised to never go down. */
  wasForced = false;

  /** `isCorrecting`: counts are raised where they go down from one bound to the next. */
  constructor(histogram: ClassicHistogram, isCorrecting: boolean) {
    this.#histogram = histogram;
    this.#isCorrecting = isCorrecting;
    const size = histogram.bounds.length;
    this.#buckets = { bounds: new Float64Array(size), counts: new Float64Array(size), length: 0 };
  }

  /** The buckets at a step; nothing when there are none. Valid until the next call. */
  read(step: number): ClassicBuckets | undefined {
    const { bounds, series } = this.#histogram;
    const buckets = this.#buckets;
    let length = 0;
    for (let i = 0; i < series.length; i++) {
      const { kinds, values } = series[i]!;
      if (kinds[step] !== FLOAT) continue;
      if (length > 0 && buckets.bounds[length - 1] === bounds[i])
        buckets.counts[length - 1]! += values[step]!;
      else {
        buckets.bounds[length] = bounds[i]!;
        buckets.counts[length++] = values[step]!;
      }
    }
    buckets.length = length;
    if (length === 0) return undefined;
    if (this.#isCorrecting) this.#neverGoDown();
    return buckets;
  }

  /** Source: prometheus/prometheus `promql/quantile.go`, `ensureMonotonicAndIgnoreSmallDeltas`. */
  #neverGoDown(): void {
    const { counts, length } = this.#buckets;
    this.wasForced = false;
    let before = counts[0]!;
    for (let i = 1; i < length; i++) {
      const count = counts[i]!;
      if (count === before) continue;
      if (isClose(before, count)) counts[i] = before;
      else if (count < before) {
        counts[i] = before;
        this.wasForced = true;
      } else before = count;
    }
  }
}

function isClose(a: number, b: number): boolean {
  if (a === 0 || b === 0) return false;
  return Math.abs(a - b) / Math.min(Math.abs(a) + Math.abs(b), Number.MAX_VALUE) < TOLERANCE;
}

/**
 * The value below which a share of the observations lies, on a straight line within its bucket.
 * Source: prometheus/prometheus `promql/quantile.go`, `BucketQuantile`.
 */
export function classicQuantile(quantile: number, { bounds, counts, length }: ClassicBuckets): number {
  if (Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return Number.NEGATIVE_INFINITY;
  if (quantile > 1) return Number.POSITIVE_INFINITY;
  if (bounds[length - 1] !== Number.POSITIVE_INFINITY || length < 2) return Number.NaN;
  const observations = counts[length - 1]!;
  if (observations === 0) return Number.NaN;
  const rank = quantile * observations;
  let bucket = 0;
  while (bucket < length - 1 && !(counts[bucket]! >= rank)) bucket++;
  if (bucket === length - 1) return bounds[length - 2]!;
  const end = bounds[bucket]!;
  if (bucket === 0) return end <= 0 ? end : end * (rank / counts[0]!);
  const start = bounds[bucket - 1]!;
  const below = counts[bucket - 1]!;
  return start + (end - start) * ((rank - below) / (counts[bucket]! - below));
}

/**
 * The share of the observations between two values, on a straight line within buckets.
 * Source: prometheus/prometheus `promql/quantile.go`, `BucketFraction`.
 */
export function classicFraction(
  lower: number,
  upper: number,
  { bounds, counts, length }: ClassicBuckets,
): number {
  if (bounds[length - 1] !== Number.POSITIVE_INFINITY) return Number.NaN;
  const count = counts[length - 1]!;
  if (count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const rankOf = (value: number): number => {
    for (let i = 0; i < length; i++) {
      const start = i === 0 ? Number.NEGATIVE_INFINITY : bounds[i - 1]!;
      const below = i === 0 ? 0 : counts[i - 1]!;
      if (start >= value) return below;
      if (bounds[i]! <= value) continue;
      // Nothing is known of where a bucket without a beginning has its observations.
      if (start === Number.NEGATIVE_INFINITY)
        return bounds[i]! > 0 ? (counts[i]! * Math.max(value, 0)) / bounds[i]! : counts[i]!;
      return below + ((counts[i]! - below) * (value - start)) / (bounds[i]! - start);
    }
    return count;
  };
  return (Math.min(rankOf(upper), count) - Math.min(rankOf(lower), count)) / count;
}
