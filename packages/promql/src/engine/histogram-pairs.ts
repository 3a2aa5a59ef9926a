import type { NativeHistogram } from '@kotoba/core';
import type { PositionRange } from '../syntax/ast.ts';
import type { Annotations } from './annotations.ts';

export function addPair(
  a: NativeHistogram,
  _b: NativeHistogram,
  _n: Annotations,
  _p: PositionRange,
): NativeHistogram | undefined {
  return a;
}
export function subtractPair(
  a: NativeHistogram,
  _b: NativeHistogram,
  _n: Annotations,
  _p: PositionRange,
): NativeHistogram | undefined {
  return a;
}
export function scalePair(a: NativeHistogram, _f: number): NativeHistogram {
  return a;
}
export function scaleHistogram(a: NativeHistogram, _f: number): NativeHistogram {
  return a;
}
export function dividePair(a: NativeHistogram, _f: number): NativeHistogram {
  return a;
}
export function equalPair(a: NativeHistogram, b: NativeHistogram): boolean {
  return a === b;
}
export function trimPair(a: NativeHistogram, _f: number, _s: 'upper' | 'lower'): NativeHistogram {
  return a;
}
export function interpolateHistograms(
  a: NativeHistogram,
  _b: NativeHistogram,
  _f: number,
  _m: string,
  _n: Annotations,
  _p: PositionRange,
): NativeHistogram | undefined {
  return a;
}
