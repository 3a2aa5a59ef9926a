import type { NativeHistogram } from '@kotoba/core';
import { addHistograms, scaleHistogram, subtractHistograms } from './arithmetic.ts';
import { hasCustomBuckets } from './bucket-layout.ts';
import { detectReset } from './detect-reset.ts';

/** A histogram between two others, and what had to be done to get there. */
export interface InterpolatedHistogram {
  readonly histogram: NativeHistogram;
  /** Custom bounds that differed were reconciled: taking the difference, and adding a part of it. */
  readonly isReconciled: { readonly subtraction: boolean; readonly addition: boolean };
}

/**
 * The histogram that lies the share `fraction` of the way from `before` to `after`; a counter that was reset between them rises
 * from nothing. Nothing when only one of them has custom buckets.
 * Source: prometheus/prometheus `promql/functions.go`, `interpolateHistograms`.
 */
export function interpolateHistograms(
  before: NativeHistogram,
  after: NativeHistogram,
  fraction: number,
  isCounter: boolean,
): InterpolatedHistogram | undefined {
  if (hasCustomBuckets(before) !== hasCustomBuckets(after)) return undefined;
  if (isCounter && detectReset(after, before)) {
    const isReconciled = { subtraction: false, addition: false };
    return { histogram: scaleHistogram(after, fraction), isReconciled };
  }
  const difference = subtractHistograms(after, before)!;
  const { histogram, isReconciled } = addHistograms(scaleHistogram(difference.histogram, fraction), before)!;
  return {
    histogram,
    isReconciled: { subtraction: difference.isReconciled, addition: isReconciled },
  };
}
