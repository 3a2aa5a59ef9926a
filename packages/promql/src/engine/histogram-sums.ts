import type { NativeHistogram } from '@kotoba/core';
import type { AnnotationSink } from '../functions/function-definition.ts';
import { meanOfHistograms, sumOfHistograms } from '../histogram/sum-histograms.ts';
import type { PositionRange } from '../syntax/ast.ts';
import { infoText, warningText } from './annotation-texts.ts';

const OPERATION = 'aggregation';

/** The sum, or the mean, of several histograms, annotated. Nothing when some have custom buckets and others have not. */
export function combineHistograms(
  histograms: readonly NativeHistogram[],
  isMean: boolean,
  metricName: string,
  annotations: AnnotationSink,
  position: PositionRange,
): NativeHistogram | undefined {
  const combined = (isMean ? meanOfHistograms : sumOfHistograms)(histograms);
  if (combined === undefined) {
    annotations.warning(warningText.mixedExponentialCustomHistograms(metricName), position);
    return undefined;
  }
  if (combined.isHintConflict) annotations.warning(warningText.conflictingCounterResets(OPERATION), position);
  if (combined.isReconciled) annotations.info(infoText.mismatchedCustomBuckets(OPERATION), position);
  return combined.histogram;
}
