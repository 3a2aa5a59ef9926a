import { describe, expect, it } from '@jest/globals';
import { equalMatcher, Labels, type Matcher } from '@kotoba/core';
import { SeriesIndex } from './series-index.ts';

function index(...sets: Record<string, string>[]) {
  const made = new SeriesIndex();
  sets.forEach((labels, slot) => {
    made.add({ slot, labels: Labels.from(labels) });
  });
  return made;
}

function matcher(name: string, op: Matcher['op'], value: string): Matcher {
  const regexp = new RegExp(`^(?:${value})$`);
  const matches = {
    '=': (text: string) => text === value,
    '!=': (text: string) => text !== value,
    '=~': (text: string) => regexp.test(text),
    '!~': (text: string) => !regexp.test(text),
  }[op];
  return { name, op, value, matches };
}

const some = () =>
  index(
    { __name__: 'up', job: 'a', zone: 'x' },
    { __name__: 'up', job: 'b' },
    { __name__: 'down', job: 'a' },
    { __name__: 'down', job: 'c', zone: 'y' },
  );

describe('SeriesIndex', () => {
  it.each<[string, Matcher[], number[]]>([
    ['nothing is asked', [], [0, 1, 2, 3]],
    ['a label is equal', [equalMatcher('job', 'a')], [0, 2]],
    ['two labels are', [equalMatcher('job', 'a'), equalMatcher('__name__', 'down')], [2]],
    ['a value is nowhere', [equalMatcher('job', 'q')], []],
    ['a label is nowhere', [equalMatcher('rack', 'a')], []],
    ['a label must be absent', [equalMatcher('zone', '')], [1, 2]],
    ['an absent label may be', [matcher('zone', '=~', 'x|')], [0, 1, 2]],
    ['a label must be there', [matcher('zone', '!=', '')], [0, 3]],
    ['a value is refused', [matcher('job', '!=', 'a')], [1, 3]],
    ['a pattern matches', [matcher('job', '=~', 'a|c')], [0, 2, 3]],
    ['a pattern is refused', [matcher('job', '!~', 'a|c')], [1]],
    ['patterns meet', [matcher('job', '=~', '.+'), matcher('zone', '!~', 'x')], [1, 2, 3]],
  ])('finds the series where %s', (_title, matchers, expected) => {
    const found = some().find(matchers);
    expect(found.map(({ slot }) => slot).sort()).toEqual(expected);
  });

  it('looks at each value of a label once', () => {
    const many = index(...Array.from({ length: 100 }, (_, i) => ({ __name__: 'm', i: `${i}`, job: 'a' })));
    let asked = 0;
    const counting: Matcher = {
      ...matcher('job', '!~', 'b'),
      matches: (value) => {
        asked++;
        return value !== 'b';
      },
    };
    expect(many.find([equalMatcher('__name__', 'm'), counting])).toHaveLength(100);
    expect(asked).toBeLessThan(5);
  });

  it('has nothing left of series that were taken out', () => {
    const made = some();
    const { bytes } = index();
    made.removeAll(({ labels }) => labels.get('job') === 'a');
    expect(made.find([equalMatcher('job', 'a')])).toEqual([]);
    expect(made.find([])).toHaveLength(2);
    expect([...made.valuesOf('zone').keys()]).toEqual(['y']);
    made.removeAll(() => true);
    expect([made.size, made.labelPairs, made.bytes, [...made.names]]).toEqual([0, 0, bytes, []]);
  });
});
