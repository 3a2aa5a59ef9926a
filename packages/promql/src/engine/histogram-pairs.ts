import type { NativeHistogram } from '@kotoba/core';
import { addHistograms, type CombinedHistogram, subtractHistograms } from '../histogram/arithmetic.ts';
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
