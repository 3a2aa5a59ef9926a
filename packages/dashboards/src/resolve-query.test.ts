import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '@kotoba/promql';
import { builtInDashboards } from './built-in-dashboards.ts';
import { resolveQuery } from './resolve-query.ts';

const all = { service: '', database: [], rateIntervalSeconds: 60 };

describe('a panel’s query', () => {
  it('loses its variables where everything is chosen', () => {
    expect(resolveQuery('up{@service}', all)).toBe('up{}');
    expect(resolveQuery('up{@database, le="1"}', all)).toBe('up{le="1"}');
    expect(resolveQuery('rate(x{@service}[$__rate_interval])', all)).toBe('rate(x{}[60s])');
  });

  it('names the service and the databases that are chosen', () => {
    const chosen = { ...all, service: 'job="shop"', database: ['a'] };
    expect(resolveQuery('up{@database, le="1"}', chosen)).toBe('up{job="shop", database="a", le="1"}');
    expect(resolveQuery('up{@service}', chosen)).toBe('up{job="shop"}');
    expect(resolveQuery('up{@database}', { ...all, database: ['a', 'b'] })).toBe('up{database=~"a|b"}');
  });

  it('takes names for what they are, whatever is in them', () => {
    const database = ['a"} or up{b="', 'x.y|z\\'];
    const parsed = parseQuery(resolveQuery('up{@database}', { ...all, database }));
    expect(parsed).toMatchObject({ name: 'up' });
    expect(resolveQuery('up{@database}', { ...all, database: ['a"\\\n'] })).toBe(
      'up{database="a\\"\\\\\\n"}',
    );
  });

  it('is PromQL for every panel there is', () => {
    for (const { rows } of builtInDashboards)
      for (const { panels } of rows)
        for (const { queries } of panels)
          for (const { query } of queries)
            for (const choices of [all, { ...all, service: 'job="a"', database: ['b', 'c'] }])
              expect(() => parseQuery(resolveQuery(query, choices))).not.toThrow();
  });
});
