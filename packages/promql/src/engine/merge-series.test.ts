import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { dropNames, mergeSeries, withoutName } from './merge-series.ts';
import type { VectorSeries } from './value.ts';

const series = (
  labels: Record<string, string>,
  kinds: number[],
  value: number,
  dropName = false,
): VectorSeries => ({
  labels: Labels.from(labels),
  dropName,
  kinds: Uint8Array.from(kinds),
  values: new Float64Array(kinds.length).fill(value),
});

describe('series with the same labels', () => {
  it('become one where they never meet', () => {
    const merged = mergeSeries([
      series({ a: '1' }, [1, 0, 0], 10),
      series({ a: '2' }, [1, 1, 1], 5),
      series({ a: '1' }, [0, 0, 1], 20),
    ]);
    expect(merged.map(({ labels, kinds }) => [labels.get('a'), [...kinds]])).toEqual([
      ['1', [1, 0, 1]],
      ['2', [1, 1, 1]],
    ]);
    expect([merged[0]!.values[0], merged[0]!.values[2]]).toEqual([10, 20]);
  });

  it('are refused where both have a sample', () => {
    expect(() => mergeSeries([series({ a: '1' }, [1, 1], 1), series({ a: '1' }, [0, 1], 2)])).toThrow(
      'vector cannot contain metrics with the same labelset',
    );
  });
});

describe('names', () => {
  it('go with type and unit', () => {
    const labels = Labels.from({ __name__: 'm', __type__: 'counter', __unit__: 'bytes', job: 'a' });
    expect(withoutName(labels).toRecord()).toEqual({ job: 'a' });
  });

  it('are dropped where that is due, and only there', () => {
    const dropped = dropNames([
      series({ __name__: 'a', job: 'x' }, [1], 1, true),
      series({ __name__: 'b', job: 'x' }, [1], 1),
    ]);
    expect(dropped.map(({ labels }) => labels.toRecord())).toEqual([
      { job: 'x' },
      { __name__: 'b', job: 'x' },
    ]);
    expect(dropped.some(({ dropName }) => dropName)).toBe(false);
  });

  it('cannot be dropped where they alone told two samples apart', () => {
    expect(() =>
      dropNames([series({ __name__: 'a' }, [1], 1, true), series({ __name__: 'b' }, [1], 1, true)]),
    ).toThrow('vector cannot contain metrics with the same labelset');
  });
});
