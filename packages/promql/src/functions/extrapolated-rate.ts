import { warningText } from '../engine/annotation-texts.ts';
import { type Columns, FLOAT, type RangeSeries } from '../engine/value.ts';
import { firstArgumentPosition } from './arguments.ts';
import { CounterResets } from './counter-resets.ts';
import type { FloatWindows } from './float-windows.ts';
import type { RangeFunctionContext } from './function-definition.ts';
import { inSlices } from './in-slices.ts';
import { kindsWithAtLeast, PerWindows } from './per-windows.ts';

/** Which of rate, increase and delta is wanted. */
export interface RateKind {
  /** Values only ever grow, save for resets; without it they are a gauge's. */
  readonly isCounter: boolean;
  /** Per second, rather than over the whole range. */
  readonly isRate: boolean;
}

/** How far a window's samples reach and how far beyond them to go, in seconds, one a step. */
interface Spans {
  readonly sampled: Float64Array;
  /** To the start of the range, or half a sample's distance when that is too far. */
  readonly toStart: Float64Array;
  /** Likewise to its end. */
  readonly toEnd: Float64Array;
}

/** Beyond this many average distances a series is taken to begin, or end, inside the range. */
const EXTRAPOLATION_LIMIT = 1.1;

/**
 * rate, increase and delta: the difference between a window's last and first float, resets put back, extended to the
 * edges of the range as far as that is plausible. Everything that depends on time alone is shared between series.
 * Source: prometheus/prometheus promql/functions.go, extrapolatedRate.
 */
export function extrapolatedRate(
  { isCounter, isRate }: RateKind,
  context: RangeFunctionContext,
): (floats: FloatWindows, series: RangeSeries) => Columns | Promise<Columns> {
  const { count } = context.grid;
  const { windowEnds, rangeMillis } = context.range;
  const kinds = kindsWithAtLeast(2);
  const spans = new PerWindows((floats: FloatWindows) => spansOf(floats, windowEnds, rangeMillis));
  const resets = new CounterResets();
  const divisor = isRate ? rangeMillis / 1000 : 1;
  return (floats, series) => {
    if (isCounter) resets.find(floats);
    if (isCounter && floats.startTimestamps !== undefined) {
      const columns = rateFromStarts(
        floats,
        floats.startTimestamps,
        divisor,
        spans.of(floats),
        resets,
        context,
      );
      warnOfOverlaps(floats, series, resets, context);
      return columns;
    }
    const { values } = floats;
    const { first, end } = floats.windows;
    const { sampled, toStart, toEnd } = spans.of(floats);
    const result = new Float64Array(count);
    const columns: Columns = { kinds: kinds.of(floats), values: result };
    const done = inSlices(context, floats.windows, (begin, stop) => {
      for (let step = begin; step < stop; step++) {
        const from = first[step]!;
        const to = end[step]!;
        if (to - from < 2) continue;
        const start = values[from]!;
        let increase = values[to - 1]! - start;
        let before = toStart[step]!;
        const between = sampled[step]!;
        if (isCounter) {
          increase = resets.correct(increase, values, from, to);
          before = notBelowZero(before, between, start, increase);
        }
        result[step] = increase * ((between + before + toEnd[step]!) / between / divisor);
      }
    });
    return done?.then(() => columns) ?? columns;
  };
}

/** A counter never was below zero: its extension to the left ends where it would have been zero. */
function notBelowZero(toStart: number, sampled: number, firstValue: number, increase: number): number {
  const toZero = increase > 0 && firstValue >= 0 ? sampled * (firstValue / increase) : toStart;
  // What is not a number tells nothing about the zero point.
  return Number.isNaN(toZero) ? toStart : Math.min(toZero, toStart);
}

/** Where the first sample's counter started inside the range, it is known to have been zero then. */
function rateFromStarts(
  floats: FloatWindows,
  starts: Float64Array,
  divisor: number,
  spans: Spans,
  resets: CounterResets,
  { grid, range }: RangeFunctionContext,
): Columns {
  const { timestamps, values } = floats;
  const { first, end } = floats.windows;
  const kinds = new Uint8Array(grid.count);
  const result = new Float64Array(grid.count);
  for (let step = 0; step < grid.count; step++) {
    const from = first[step]!;
    const to = end[step]!;
    if (from === to) continue;
    const started = starts[from]!;
    const firstTime = timestamps[from]!;
    const isStartKnown =
      started !== 0 && started > range.windowEnds[step]! - range.rangeMillis && started < firstTime;
    if (to - from < 2 && !isStartKnown) continue;
    const start = values[from]!;
    let increase = resets.correct(values[to - 1]! - start, values, from, to);
    let before = 0;
    let between = spans.sampled[step]!;
    if (isStartKnown) {
      between = (timestamps[to - 1]! - started) / 1000;
      increase += start;
    } else {
      before = notBelowZero(spans.toStart[step]!, between, start, increase);
    }
    kinds[step] = FLOAT;
    result[step] = increase * ((between + before + spans.toEnd[step]!) / between / divisor);
  }
  return { kinds, values: result };
}

function spansOf(
  { timestamps, windows }: FloatWindows,
  windowEnds: Float64Array,
  rangeMillis: number,
): Spans {
  const count = windowEnds.length;
  const sampled = new Float64Array(count);
  const toStart = new Float64Array(count);
  const toEnd = new Float64Array(count);
  for (let step = 0; step < count; step++) {
    const from = windows.first[step]!;
    const last = windows.end[step]! - 1;
    if (last < from) continue;
    const between = (timestamps[last]! - timestamps[from]!) / 1000;
    const average = last === from ? 0 : between / (last - from);
    const limit = average * EXTRAPOLATION_LIMIT;
    const before = (timestamps[from]! - (windowEnds[step]! - rangeMillis)) / 1000;
    const after = (windowEnds[step]! - timestamps[last]!) / 1000;
    sampled[step] = between;
    toStart[step] = before >= limit ? average / 2 : before;
    toEnd[step] = after >= limit ? average / 2 : after;
  }
  return { sampled, toStart, toEnd };
}

function warnOfOverlaps(
  { windows }: FloatWindows,
  { labels }: RangeSeries,
  resets: CounterResets,
  context: RangeFunctionContext,
): void {
  for (let step = 0; step < windows.first.length; step++) {
    if (!resets.overlaps(windows.first[step]!, windows.end[step]!)) continue;
    context.annotations.warning(
      warningText.startTimeOverlap(labels.metricName),
      firstArgumentPosition(context),
    );
    return;
  }
}
