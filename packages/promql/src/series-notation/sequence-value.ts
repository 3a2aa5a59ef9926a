import type { NativeHistogram } from '@kotoba/core';

/** One place of a series in test notation. */
export type SequenceValue =
  | { readonly kind: 'omitted' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'float'; readonly value: number }
  | {
      readonly kind: 'histogram';
      readonly value: NativeHistogram;
      /** The text named a `counter_reset_hint`. */
      readonly hintGiven: boolean;
    };
