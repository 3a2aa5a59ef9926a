import { describe, expect, it } from '@jest/globals';
import { formatPlace, parsePlace, placeAt, withParameters } from './place.ts';

describe('a place', () => {
  it('survives its address', () => {
    const hash = '#/boards/storage-usage?from=now-6h&to=now&database=a&database=b';
    expect(formatPlace(parsePlace(hash))).toBe(hash);
  });

  it('keeps expressions whole', () => {
    const expr = 'sum by (le) (rate(x{a="b?c#d&e"}[5m])) / 100 %';
    const place = withParameters(parsePlace('#/explore'), { expr: [expr, 'up'] });
    expect(parsePlace(formatPlace(place)).parameters.getAll('expr')).toEqual([expr, 'up']);
  });

  it('is the overview when the address says nothing or nonsense', () => {
    expect(parsePlace('').path).toEqual([]);
    expect(parsePlace('#/%E0%A4%A').path).toEqual(['%E0%A4%A']);
  });

  it('takes the time range along to another view, and nothing else', () => {
    const place = parsePlace('#/explore?from=now-6h&expr=up');
    expect(formatPlace(placeAt(place, ['health']))).toBe('#/health?from=now-6h');
  });
});
