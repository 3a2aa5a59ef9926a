import type { CounterResetHint, NativeHistogram, SeriesSamples } from '@kotoba/core';
import { detectReset } from '../histogram/detect-reset.ts';
import type { Expression, VectorSelector } from '../syntax/ast.ts';
import { childrenOf } from '../syntax/map-children.ts';

const COUNT_AND_SUM = new Set(['histogram_count', 'histogram_sum', 'histogram_avg']);
const WHOLE = new Set(['histogram_quantile', 'histogram_quantiles', 'histogram_fraction']);

/**
 * Selectors whose histograms only serve for their count and sum: Prometheus reads those without buckets, and works out their
 * counter resets as it reads. Source: prometheus/prometheus `promql/engine.go`, `detectHistogramStatsDecoding`.
 */
export function statsSelectors(expression: Expression): ReadonlySet<VectorSelector> {
  const found = new Set<VectorSelector>();
  visit(expression, false, found);
  return found;
}

function visit(node: Expression, isStats: boolean, found: Set<VectorSelector>): void {
  if (needsBuckets(node)) return;
  if (node.kind === 'vectorSelector' && isStats) found.add(node);
  const beneath = isStats || (node.kind === 'call' && COUNT_AND_SUM.has(node.function.name));
  for (const child of childrenOf(node)) visit(child, beneath, found);
}

/** Whatever it is used for, nothing below may be read without buckets: resets in a subquery are looked for between its steps. */
function needsBuckets(node: Expression): boolean {
  if (node.kind === 'subquery') return true;
  if (node.kind === 'binary') return node.operator === '</' || node.operator === '>/';
  return node.kind === 'call' && WHOLE.has(node.function.name);
}

/** Count, sum and hint alone, unknown hints worked out from the histogram before: floats and gaps between do not count. */
export function countAndSumOnly(samples: SeriesSamples): SeriesSamples {
  if (samples.histograms === undefined) return samples;
  let before: NativeHistogram | undefined;
  const histograms = samples.histograms.map((histogram) => {
    if (histogram === undefined) return undefined;
    const hint = hintAfter(histogram, before);
    before = histogram;
    return withoutBuckets(histogram, hint);
  });
  return { ...samples, histograms };
}

function hintAfter(histogram: NativeHistogram, before: NativeHistogram | undefined): CounterResetHint {
  if (histogram.counterResetHint !== 'unknown' || before === undefined) return histogram.counterResetHint;
  return detectReset(histogram, before) ? 'reset' : 'not_reset';
}

function withoutBuckets(
  { schema, customValues, count, sum }: NativeHistogram,
  counterResetHint: CounterResetHint,
): NativeHistogram {
  return {
    ...{ schema, count, sum, counterResetHint, zeroThreshold: 0, zeroCount: 0 },
    ...{ positiveSpans: [], positiveBuckets: [], negativeSpans: [], negativeBuckets: [] },
    ...(customValues !== undefined && { customValues: [] }),
  };
}
