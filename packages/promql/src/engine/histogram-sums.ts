import type { NativeHistogram } from '@kotoba/core';
import type { PositionRange } from '../syntax/ast.ts';
import type { Annotations } from './annotations.ts';
export function sumHistograms(
  a: readonly NativeHistogram[],
  _m: string,
  _n: Annotations,
  _p: PositionRange,
): NativeHistogram | undefined {
  return a[0];
}
export function averageHistograms(
  a: readonly NativeHistogram[],
  _m: string,
  _n: Annotations,
  _p: PositionRange,
): NativeHistogram | undefined {
  return a[0];
}
