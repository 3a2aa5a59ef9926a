import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '@kotoba/promql';
import { overview } from './overview.ts';

const resolved = (query: string) =>
  query
    .replaceAll('@service', 'job="a"')
    .replaceAll('@database', 'job="a", database="b"')
    .replaceAll('$__rate_interval', '5m')
    .replaceAll('$__window', '5m')
    .replaceAll('$__offset', '1h');

describe('the overview', () => {
  it('asks what can be answered', () => {
    const { signals, transitions, shifts } = overview;
    const queries = [
      ...signals.flatMap((panel) => panel.queries.map(({ query }) => query)),
      ...transitions.map(({ query }) => query),
      ...shifts.map(({ query }) => query),
    ];
    for (const query of queries) expect(() => parseQuery(resolved(query))).not.toThrow();
  });

  it('compares every shift with the time before', () => {
    for (const { query } of overview.shifts) expect(query).toContain('[$__window] offset $__offset');
  });
});
