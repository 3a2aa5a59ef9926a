import { describe, expect, it } from '@jest/globals';
import { ranked } from './rank.ts';

const named = (...names: string[]) => names.map((text) => ({ text, kind: 'gauge' }));
const order = (names: string[], prefix: string) => ranked(named(...names), prefix).map(({ text }) => text);

describe('the order of suggestions', () => {
  it('puts what begins with the prefix first, then words, then parts, then letters in order', () => {
    const names = ['a_b_rate', 'irate', 'rate', 'resets_at_elm', 'sum'];
    expect(order(names, 'rate')).toEqual(['rate', 'a_b_rate', 'irate', 'resets_at_elm']);
  });

  it('takes no heed of case, and is bounded', () => {
    expect(order(['ALERTS'], 'al')).toEqual(['ALERTS']);
    expect(
      order(
        Array.from({ length: 200 }, (_, i) => `m${i}`),
        'm',
      ),
    ).toHaveLength(50);
  });
});
