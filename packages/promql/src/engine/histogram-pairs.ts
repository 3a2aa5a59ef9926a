import type { NativeHistogram } from '@kotoba/core';
import {
  addHistograms,
  type CombinedHistogram,
  scaleHistogram,
  subtractHistograms,
} from '../histogram/arithmetic.ts';
import { hasCustomBuckets } from '../histogram/bucket-layout.ts';
import type { PositionRange } from '../syntax/ast.ts';
import { infoText, warningText } from './annotation-texts.ts';
import type { Annotations } from './annotations.ts';

/** `a + b` as a binary operation, annotated. */
export function addPair(
  a: NativeHistogram,
  b: NativeHistogram,
  annotations: Annotations,
  position: PositionRange,
): NativeHistogram | undefined {
  return annotated(addHistograms(a, b), '+', 'addition', annotations, position);
}

/** `a - b` as a binary operation, annotated; a difference is a gauge. */
export function subtractPair(
  a: NativeHistogram,
  b: NativeHistogram,
  annotations: Annotations,
  position: PositionRange,
): NativeHistogram | undefined {
  const difference = annotated(subtractHistograms(a, b), '-', 'subtraction', annotations, position);
  return difference && { ...difference, counterResetHint: 'gauge' };
}

function annotated(
  combined: CombinedHistogram | undefined,
  operator: string,
  operation: string,
  annotations: Annotations,
  position: PositionRange,
): NativeHistogram | undefined {
  if (combined === undefined) {
    annotations.warning(warningText.incompatibleBucketLayoutInBinaryOperator(operator), position);
    return undefined;
  }
  if (combined.isHintConflict) annotations.warning(warningText.conflictingCounterResets(operation), position);
  if (combined.isReconciled) annotations.info(infoText.mismatchedCustomBuckets(operation), position);
  return combined.histogram;
}

/**
 * The histogram that lies the share `fraction` of the way from `a` to `b`. Nothing, and a warning, when only one of
 * them has custom buckets.
 */
export function interpolateHistograms(
  a: NativeHistogram,
  b: NativeHistogram,
  fraction: number,
  metricName: string,
  annotations: Pick<Annotations, 'warning' | 'info'>,
  position: PositionRange,
): NativeHistogram | undefined {
  if (hasCustomBuckets(a) !== hasCustomBuckets(b)) {
    annotations.warning(warningText.mixedExponentialCustomHistograms(metricName), position);
    return undefined;
  }
  const difference = subtractHistograms(b, a)!;
  const result = addHistograms(scaleHistogram(difference.histogram, fraction), a)!;
  if (difference.isReconciled) annotations.info(infoText.mismatchedCustomBuckets('subtraction'), position);
  if (result.isReconciled) annotations.info(infoText.mismatchedCustomBuckets('addition'), position);
  return result.histogram;
}
