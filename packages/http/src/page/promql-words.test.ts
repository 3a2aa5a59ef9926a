import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '@kotoba/promql';
import { promqlWords } from './promql-words.ts';

describe('the words completion offers', () => {
  const words = new Map(promqlWords(false).map((word) => [word.name, word]));

  it('say what they take and what they are for', () => {
    expect(words.get('rate')?.signature).toBe('rate(range vector)');
    expect(words.get('histogram_quantile')?.signature).toBe('histogram_quantile(scalar, instant vector)');
    expect(words.get('topk')?.signature).toBe('topk(k, instant vector)');
    for (const { name, doc } of words.values()) expect([name, doc.length > 5]).toEqual([name, true]);
  });

  it('hold every aggregation, and experimental functions only on demand', () => {
    for (const name of ['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar'])
      expect(() => parseQuery(`${words.get(name)?.name}(up)`)).not.toThrow();
    expect(promqlWords(true).length).toBeGreaterThan(words.size);
  });
});
