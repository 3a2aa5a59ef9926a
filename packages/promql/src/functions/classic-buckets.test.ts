import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { ABSENT, FLOAT, type VectorSeries } from '../engine/value.ts';
import {
  ClassicBucketReader,
  type ClassicBuckets,
  classicFraction,
  classicQuantile,
  splitHistograms,
} from './classic-buckets.ts';
import type { FunctionContext } from './function-definition.ts';

const bucketsOf = (...pairs: readonly (readonly [number, number])[]): ClassicBuckets => ({
  bounds: Float64Array.from(pairs, ([bound]) => bound),
  counts: Float64Array.from(pairs, ([, count]) => count),
  length: pairs.length,
});

// 10 up to 1, 10 in (1, 3], 20 in (3, 5], none above.
const some = bucketsOf([1, 10], [3, 20], [5, 40], [Infinity, 40]);

describe('classicQuantile', () => {
  it.each([
    [0.125, 0.5],
    [0.25, 1],
    [0.375, 2],
    [0.75, 4],
    [1, 5],
    [-0.1, -Infinity],
    [1.1, Infinity],
    [Number.NaN, Number.NaN],
  ])('the %d-quantile lies at %d', (quantile, expected) => {
    expect(classicQuantile(quantile, some)).toBe(expected);
  });

  it('knows no more than the last finite bound of what lies above', () => {
    expect(classicQuantile(0.9, bucketsOf([1, 1], [Infinity, 10]))).toBe(1);
  });

  it('takes the bound of a first bucket below zero', () => {
    expect(classicQuantile(0.1, bucketsOf([-2, 5], [3, 10], [Infinity, 10]))).toBe(-2);
  });

  it.each([
    ['without a bucket for everything', bucketsOf([1, 5], [2, 5])],
    ['with nothing but that bucket', bucketsOf([Infinity, 5])],
    ['without observations', bucketsOf([1, 0], [Infinity, 0])],
  ])('is NaN %s', (_, buckets) => {
    expect(classicQuantile(0.5, buckets)).toBeNaN();
  });
});

describe('classicFraction', () => {
  it.each([
    [0, 1, 0.25],
    [0, 2, 0.375],
    [2, 4, 0.375],
    [-Infinity, Infinity, 1],
    [5, Infinity, 0],
    [4, 2, 0],
    [3, 3, 0],
    [-5, 0.5, 0.125],
    [Number.NaN, 1, Number.NaN],
    [0, Number.NaN, Number.NaN],
  ])('between %d and %d lies a share of %d', (lower, upper, expected) => {
    expect(classicFraction(lower, upper, some)).toBe(expected);
  });

  it('is NaN without observations or without a bucket for everything', () => {
    expect(classicFraction(0, 1, bucketsOf([1, 0], [Infinity, 0]))).toBeNaN();
    expect(classicFraction(0, 1, bucketsOf([1, 3], [2, 3]))).toBeNaN();
  });
});

const series = (labels: Record<string, string>, ...cells: (number | null)[]): VectorSeries => ({
  labels: Labels.from(labels),
  dropName: false,
  kinds: Uint8Array.from(cells, (cell) => (cell === null ? ABSENT : FLOAT)),
  values: Float64Array.from(cells, (cell) => cell ?? 0),
});

function split(all: readonly VectorSeries[]) {
  const warnings: string[] = [];
  const context = {
    annotations: { warning: (text: string) => warnings.push(text), info: () => undefined },
    delayedNameRemoval: false,
  } as unknown as FunctionContext;
  return { ...splitHistograms(all, context, { start: 0, end: 1 }), warnings };
}

describe('classic histograms of a vector', () => {
  it('are the series that differ in le only, by ascending bound however it is written', () => {
    const { classic, warnings } = split([
      series({ job: 'a', le: '+Inf' }, 9),
      series({ job: 'b', le: '1' }, 4),
      series({ job: 'a', le: '1e1' }, 7),
      series({ job: 'a', le: '.5' }, 2),
    ]);
    expect(classic.map(({ labels, bounds }) => [labels.toRecord(), [...bounds]])).toEqual([
      [{ job: 'a' }, [0.5, 10, Infinity]],
      [{ job: 'b' }, [1]],
    ]);
    expect(warnings).toEqual([]);
  });

  it('leave out what has no bound, with a warning', () => {
    const { classic, warnings } = split([series({ le: 'x' }, 1), series({ job: 'a' }, 1)]);
    expect(classic).toEqual([]);
    expect(warnings).toHaveLength(2);
  });

  it('are read step by step, adding up what has the same bound', () => {
    const { classic } = split([
      series({ le: '1' }, 1, null),
      series({ le: '1.0' }, 2, null),
      series({ le: '+Inf' }, 5, 6),
    ]);
    const reader = new ClassicBucketReader(classic[0]!, true);
    const first = reader.read(0)!;
    expect([first.length, first.bounds[0], first.counts[0], first.counts[1]]).toEqual([2, 1, 3, 5]);
    const second = reader.read(1)!;
    expect([second.length, second.bounds[0], second.counts[0]]).toEqual([1, Infinity, 6]);
  });

  it('never go down: rounding is mended silently, the rest is told', () => {
    const counts = (...cells: number[]) =>
      split(cells.map((cell, i) => series({ le: String(i) }, cell))).classic[0]!;
    const rounded = new ClassicBucketReader(counts(10, 10 - 1e-13, 12), true);
    expect([...rounded.read(0)!.counts]).toEqual([10, 10, 12]);
    expect(rounded.wasForced).toBe(false);
    const wrong = new ClassicBucketReader(counts(10, 4, 12), true);
    expect([...wrong.read(0)!.counts]).toEqual([10, 10, 12]);
    expect(wrong.wasForced).toBe(true);
    const asTheyAre = new ClassicBucketReader(counts(10, 4, 12), false);
    expect([...asTheyAre.read(0)!.counts]).toEqual([10, 4, 12]);
  });
});
