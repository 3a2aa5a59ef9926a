import type { NativeHistogram } from '@kotoba/core';
import { addHistograms, scaleHistogram } from '../histogram/arithmetic.ts';
import { parseHistogramDescription, parseSequenceNumber } from './parse-histogram.ts';
import type { SequenceValue } from './sequence-value.ts';

const NUMBER = String.raw`(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[iI][nN][fF]|[nN][aA][nN]`;
const ITEM = new RegExp(String.raw`^([+-]?(?:${NUMBER}))(?:([+-])(${NUMBER}))?(?:x(\d+))?$`);
const HISTOGRAM_ITEM = /^\{\{([^}]*)\}\}(?:([+-])\{\{([^}]*)\}\})?(?:x(\d+))?$/;
/** More places than this are a mistake, and would only fill the memory. */
const MOST_REPEATS = 1_000_000;
const OMITTED: SequenceValue = { kind: 'omitted' };

/**
 * The places of a series in the notation of Prometheus' unit tests: `1`, `_`, `stale`, `1x3` (four times 1), `1+2x3` (1 3 5 7),
 * `{{…}}` and the same with histograms.
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
 * @throws {Error} with the item that is wrong
 */
export function parseSequence(text: string): SequenceValue[] {
  return splitItems(text).flatMap(parseItem);
}

/** Items stand apart by spaces, save those within `{{…}}`; a brace that begins no histogram is part of its item. */
function splitItems(text: string): string[] {
  return text.match(/(?:\{\{[^}]*\}\}|\S)+/g) ?? [];
}

function parseItem(item: string): SequenceValue[] {
  const omitted = /^_(?:x(\d+))?$/.exec(item);
  if (omitted !== null) return Array<SequenceValue>(repeats(omitted[1] ?? '1')).fill(OMITTED);
  if (item === 'stale') return [{ kind: 'stale' }];
  const histogram = HISTOGRAM_ITEM.exec(item);
  if (histogram !== null) return histogramRun(histogram);
  const float = ITEM.exec(item);
  if (float === null) throw new Error(`expected a value such as 1, _, stale, 1x3 or 1+2x3, got ${item}`);
  return floatRun(float);
}

function repeats(text: string): number {
  const count = Number(text);
  if (count > MOST_REPEATS) throw new Error(`expected at most ${MOST_REPEATS} repetitions, got ${text}`);
  return count;
}

function floatRun([item, first, sign, step, times]: RegExpExecArray): SequenceValue[] {
  if (sign !== undefined && times === undefined)
    throw new Error(`expected a repetition such as x3 after ${item}`);
  let value = parseSequenceNumber(first!)!;
  const change = step === undefined ? 0 : parseSequenceNumber(step)! * (sign === '-' ? -1 : 1);
  const run: SequenceValue[] = [{ kind: 'float', value }];
  for (let i = repeats(times ?? '0'); i > 0; i--) {
    if (step !== undefined) value += change;
    run.push({ kind: 'float', value });
  }
  return run;
}

function histogramRun([item, first, sign, step, times]: RegExpExecArray): SequenceValue[] {
  if (sign !== undefined && times === undefined)
    throw new Error(`expected a repetition such as x3 after ${item}`);
  const { value, hintGiven } = parseHistogramDescription(first!);
  const change = step === undefined ? undefined : signed(parseHistogramDescription(step).value, sign === '-');
  const run: SequenceValue[] = [{ kind: 'histogram', value, hintGiven }];
  let current = value;
  for (let i = repeats(times ?? '0'); i > 0; i--) {
    if (change !== undefined)
      current = { ...added(current, change), counterResetHint: value.counterResetHint };
    run.push({ kind: 'histogram', value: current, hintGiven });
  }
  return run;
}

function added(histogram: NativeHistogram, change: NativeHistogram): NativeHistogram {
  const sum = addHistograms(histogram, change);
  if (sum === undefined) throw new Error('expected both histograms to have custom buckets, or neither');
  return sum.histogram;
}

function signed(histogram: NativeHistogram, negative: boolean): NativeHistogram {
  return negative ? scaleHistogram(histogram, -1) : histogram;
}
