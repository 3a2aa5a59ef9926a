import type { BucketSpan, NativeHistogram } from '../native-histogram.ts';
import type { ExponentialBucketsInput, ExponentialHistogramInput } from './metric-data.ts';

const HIGHEST_SCHEMA = 8;
const LOWEST_SCHEMA = -4;

/**
 * An OpenTelemetry exponential histogram as a native one. Both grow by 2^(2^−scale), but OpenTelemetry's bucket i
 * ends where Prometheus' bucket i + 1 does. Scales finer than Prometheus knows are merged down.
 * Source: OpenTelemetry Prometheus compatibility specification, "Exponential Histograms".
 * @returns undefined when the scale is coarser than Prometheus can hold
 */
export function fromExponential(histogram: ExponentialHistogramInput): NativeHistogram | undefined {
  if (histogram.scale < LOWEST_SCHEMA) return undefined;
  const schema = Math.min(histogram.scale, HIGHEST_SCHEMA);
  const shift = histogram.scale - schema;
  const positive = toSpans(histogram.positive, shift);
  const negative = toSpans(histogram.negative, shift);
  return {
    schema,
    zeroThreshold: 0,
    zeroCount: histogram.zeroCount,
    count: histogram.count,
    sum: histogram.sum ?? Number.NaN,
    positiveSpans: positive.spans,
    positiveBuckets: positive.buckets,
    negativeSpans: negative.spans,
    negativeBuckets: negative.buckets,
    counterResetHint: 'unknown',
  };
}

function toSpans(
  side: ExponentialBucketsInput,
  shift: number,
): { spans: readonly BucketSpan[]; buckets: readonly number[] } {
  const spans: Array<{ offset: number; length: number }> = [];
  const buckets: number[] = [];
  let previous: number | undefined;
  for (let i = 0; i < side.bucketCounts.length; i++) {
    const count = side.bucketCounts[i]!;
    if (count === 0) continue;
    const index = ((side.offset + i) >> shift) + 1;
    if (index === previous) {
      buckets[buckets.length - 1]! += count;
      continue;
    }
    if (previous !== undefined && index === previous + 1) spans.at(-1)!.length++;
    else spans.push({ offset: previous === undefined ? index : index - previous - 1, length: 1 });
    buckets.push(count);
    previous = index;
  }
  return { spans, buckets };
}
