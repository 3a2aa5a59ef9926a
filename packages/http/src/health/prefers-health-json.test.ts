import { describe, expect, it } from '@jest/globals';
import { prefersHealthJson } from './prefers-health-json.ts';

describe('prefersHealthJson', () => {
  it.each([
    [null, false],
    ['*/*', false],
    ['application/json', false],
    ['application/health+json', true],
    ['Application/Health+JSON', true],
    ['application/health+json, application/json', true],
    ['application/health+json;q=0.5, application/json', false],
    ['application/json;q=0.5, application/health+json;q=0.9, */*', true],
    ['application/health+json;q=0', false],
    ['application/health+json;q=nonsense', false],
    ['', false],
  ])('for %j is %s', (header, expected) => {
    expect(prefersHealthJson(header)).toBe(expected);
  });
});
