import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '@kotoba/promql';
import { overview } from './overview.ts';

const resolved = (query: string) =>
  query
    .replaceAll('@service', 'job="a"')
    .replaceAll('@database', 'job="a", database="b"')
    .replaceAll('$__rate_interval', '5m');

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

  it('compares what can be averaged over the time before', () => {
    for (const { query } of overview.shifts)
      expect(() => parseQuery(`avg_over_time((${resolved(query)})[1h:5m] offset 5m)`)).not.toThrow();
  });
});
