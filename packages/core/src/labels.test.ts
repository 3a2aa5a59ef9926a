import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Labels, METRIC_NAME } from './labels.ts';

/** Names and values that are easily mistaken for each other's parts. */
const text = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'ab',
    '1',
    ',',
    ':',
    '1,1:',
    '=',
    '\u0001',
    '\u0002',
    '__proto__',
    'constructor',
    '"',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const pairs = fc.uniqueArray(
  fc.tuple(
    text.filter((name) => name !== ''),
    text,
  ),
  {
    selector: ([name]) => name,
    maxLength: 5,
  },
);
const fromPairs = (entries: readonly (readonly [string, string])[]) =>
  Labels.from(Object.fromEntries(entries));
const shown = (entries: readonly (readonly [string, string])[]) =>
  JSON.stringify(entries.filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1)));

describe('Labels', () => {
  it('have the same key exactly when they are the same set, in whatever order they came', () => {
    fc.assert(
      fc.property(pairs, pairs, (left, right) => {
        const same = shown(left) === shown(right);
        expect(fromPairs(left).key === fromPairs(right).key).toBe(same);
        expect(fromPairs(left).equals(fromPairs(right))).toBe(same);
        expect(fromPairs([...left].reverse()).key).toBe(fromPairs(left).key);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tell apart sets whose texts join to the same characters', () => {
    const joined = Labels.from({ a: 'x\u0002b\u0001y' });
    expect(joined.key).not.toBe(Labels.from({ a: 'x', b: 'y' }).key);
    expect(Labels.from({ a: '1,1:bc' }).equals(Labels.from({ a: '', b: 'c' }))).toBe(false);
    expect(Labels.from({ ab: 'c' }).key).not.toBe(Labels.from({ a: 'bc' }).key);
  });

  it('keep names ascending, unique and without empty values', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const labels = fromPairs(entries);
        for (let i = 1; i < labels.names.length; i++)
          expect(labels.names[i - 1]! < labels.names[i]!).toBe(true);
        expect(labels.values).not.toContain('');
        expect(labels.size).toBe(entries.filter(([, value]) => value !== '').length);
      }),
    );
  });

  it('give back every label that was put in, `__proto__` too', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const labels = fromPairs(entries);
        for (const [name, value] of entries) {
          expect(labels.get(name)).toBe(value);
          expect(labels.has(name)).toBe(value !== '');
        }
        expect(Labels.from(labels.toRecord()).key).toBe(labels.key);
        expect(JSON.parse(JSON.stringify(labels))).toEqual(labels.toRecord());
      }),
    );
    expect(Object.keys(Labels.from(JSON.parse('{"__proto__":"x"}')).with('a', 'b').toRecord())).toEqual([
      '__proto__',
      'a',
    ]);
  });

  it('are changed by with() and without() as the record would be', () => {
    fc.assert(
      fc.property(
        pairs,
        text.filter((name) => name !== ''),
        text,
        (entries, name, value) => {
          const labels = fromPairs(entries);
          const others = entries.filter(([other]) => other !== name);
          expect(labels.with(name, value).key).toBe(fromPairs([...others, [name, value]]).key);
          expect(labels.without(name).key).toBe(fromPairs(others).key);
        },
      ),
    );
  });

  it('answer themselves where nothing changes', () => {
    const labels = Labels.from({ a: '1', b: '2' });
    expect(labels.with('a', '1')).toBe(labels);
    expect(labels.with('c', '')).toBe(labels);
    expect(labels.without('c')).toBe(labels);
    expect(labels.filter(() => true)).toBe(labels);
    expect(labels.filter(() => false)).toBe(Labels.EMPTY);
    expect(Labels.from({ a: '' })).toBe(Labels.EMPTY);
    expect(Labels.fromSorted([], [])).toBe(Labels.EMPTY);
  });

  it.each([
    [{}, '{}'],
    [{ [METRIC_NAME]: 'up' }, 'up'],
    [{ a: 'b' }, '{a="b"}'],
    [{ [METRIC_NAME]: 'up', job: 'x', instance: 'a"\\\n' }, 'up{instance="a\\"\\\\\\n", job="x"}'],
    [{ [METRIC_NAME]: 'http.requests', 'a.b': 'c' }, '{"http.requests", "a.b"="c"}'],
    [{ [METRIC_NAME]: 'a:b', '1a': 'c' }, 'a:b{"1a"="c"}'],
  ])('print %j as PromQL writes it', (record, printed) => {
    expect(String(Labels.from(record as Record<string, string>))).toBe(printed);
  });

  it.each([
    [{ a: 1 }, 'expected a string as value of a, got number'],
    [{ a: undefined }, 'expected a string as value of a, got undefined'],
    [{ '': 'x' }, 'expected a label name of at least one character, got ""'],
  ])('refuse %j', (record, message) => {
    expect(() => Labels.from(record as unknown as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'KOTOBA_INVALID_LABEL', message }),
    );
  });
});
