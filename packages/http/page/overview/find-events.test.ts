import { describe, expect, it } from '@jest/globals';
import { eventsOf, shiftsOf, spansOf } from './find-events.ts';

/** A series with a value every ten seconds; null is a gap. */
const series = (values: (number | null)[]) => [
  {
    metric: { check_name: 'disk' },
    values: values.flatMap((value, i) => (value === null ? [] : [[i * 10, String(value)] as const])),
  },
];

describe('events', () => {
  it('are the changes of a state, newest first, with its meaning', () => {
    const meanings = [
      { value: 1, text: 'healthy', level: 'ok' as const },
      { value: 0, text: 'unhealthy', level: 'critical' as const },
    ];
    const spec = { query: 'q', subject: 'check {{check_name}}', meanings };
    expect(eventsOf(series([1, 1, 0, null, 0, 1]), spec)).toEqual([
      { time: 50, text: 'check disk healthy', level: 'ok' },
      { time: 20, text: 'check disk unhealthy', level: 'critical' },
    ]);
  });

  it('are only those changes that count', () => {
    const spec = { query: 'q', subject: 'db', when: 'falls' as const, text: 'restarted' };
    expect(eventsOf(series([10, 20, 5, 15]), spec)).toEqual([
      { time: 20, text: 'db restarted', level: 'warning' },
    ]);
  });

  it('are none where nothing was known before', () => {
    expect(eventsOf(series([null, 0]), { query: 'q', subject: 's' })).toEqual([]);
  });
});

describe('spans', () => {
  it('are the newest moments, those without a gap together', () => {
    const moments = series([0, 0, null, null, 0, null, 0, 0]);
    expect(spansOf(moments, { step: 10, most: 10 })).toEqual([
      { start: 60, end: 70 },
      { start: 40, end: 40 },
      { start: 0, end: 10 },
    ]);
    expect(spansOf(moments, { step: 10, most: 3 })).toEqual([
      { start: 60, end: 70 },
      { start: 40, end: 40 },
    ]);
  });

  it('are of all series together', () => {
    const two = [...series([0, null]), ...series([null, 0])];
    expect(spansOf(two, { step: 10, most: 10 })).toEqual([{ start: 0, end: 10 }]);
    expect(spansOf([], { step: 10, most: 10 })).toEqual([]);
  });
});

describe('shifts', () => {
  const sample = (operation: string, value: string) => ({
    metric: { operation },
    value: [0, value] as const,
  });
  const spec = { query: 'q', subject: '{{operation}}', unit: 'perSecond' as const, factor: 2, from: 1 };

  it('are told from the factor on, the largest first', () => {
    const now = [sample('select', '25'), sample('insert', '3'), sample('update', '10')];
    const before = [sample('select', '10'), sample('insert', '2'), sample('update', '40')];
    expect(shiftsOf(now, before, spec).map(({ text, isMore, factor }) => [text, isMore, factor])).toEqual([
      ['update', false, 4],
      ['select', true, 2.5],
    ]);
  });

  it('include what was not there before, and no noise', () => {
    const now = [sample('delete', '5'), sample('select', '0.9'), sample('x', 'NaN')];
    expect(shiftsOf(now, [sample('select', '0.9')], spec).map(({ text }) => text)).toEqual(['delete']);
    expect(shiftsOf(now, [], spec)).toEqual([]);
  });
});
