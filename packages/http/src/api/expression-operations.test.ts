import { afterEach, describe, expect, it } from '@jest/globals';
import { type Exemplar, Labels, type Matcher } from '@kotoba/core';
import { MemorySeriesSource } from '@kotoba/promql';
import { ApiServers, ask } from '../../conformance/api-server.ts';
import type { ApiSource } from './api-source.ts';

const servers = new ApiServers();
afterEach(() => servers.stop());

async function answer(path: string, parameters: Record<string, string>, source: ApiSource | [] = []) {
  const { status, body } = await ask(await servers.start(source), path, parameters);
  return { status, body };
}

describe('/api/v1/format_query', () => {
  it('answers the expression laid out', async () => {
    expect(await answer('/api/v1/format_query', { query: 'sum  by(a)(foo  /bar)' })).toEqual({
      status: 200,
      body: { status: 'success', data: 'sum by (a) (foo / bar)' },
    });
  });

  it('refuses what is no expression', async () => {
    const { status, body } = await answer('/api/v1/format_query', { query: 'foo/' });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errorType: 'bad_data',
      error: expect.stringMatching(/^invalid parameter "query": /),
    });
  });
});

describe('/api/v1/parse_query', () => {
  it('answers the tree of the expression', async () => {
    const { body } = await answer('/api/v1/parse_query', { query: 'foo{a="b"} * 2' });
    expect(body).toEqual({
      status: 'success',
      data: {
        type: 'binaryExpr',
        op: '*',
        lhs: {
          type: 'vectorSelector',
          name: 'foo',
          matchers: [
            { name: 'a', value: 'b', type: '=' },
            { name: '__name__', value: 'foo', type: '=' },
          ],
          offset: 0,
          timestamp: null,
          startOrEnd: null,
          anchored: false,
          smoothed: false,
        },
        rhs: { type: 'numberLiteral', val: '2' },
        matching: null,
        bool: false,
      },
    });
  });
});

describe('/api/v1/query_exemplars', () => {
  const bucket = Labels.from({ __name__: 'h_bucket', le: '1' });
  const exemplar = (labels: Labels, value: number, timestampMillis: number): Exemplar => ({
    seriesLabels: labels,
    labels: Labels.from({ trace_id: `t${value}` }),
    value,
    timestampMillis,
  });
  const kept = [
    exemplar(bucket, 0.5, 2_250),
    exemplar(bucket, 0.25, 1_000),
    exemplar(Labels.from({ __name__: 'other' }), 7, 1_500),
  ];
  const source: ApiSource = Object.assign(new MemorySeriesSource([]), {
    exemplars: (matchers: readonly Matcher[], range: { startMillis: number; endMillis: number }) =>
      kept.filter(
        ({ seriesLabels, timestampMillis }) =>
          matchers.every((matcher) => matcher.matches(seriesLabels.get(matcher.name))) &&
          timestampMillis >= range.startMillis &&
          timestampMillis <= range.endMillis,
      ),
  });

  it('answers the exemplars of every selector of the expression, by series and in order of time', async () => {
    const { body } = await answer('/api/v1/query_exemplars', { query: 'sum(h_bucket) + h_bucket' }, source);
    expect(body).toEqual({
      status: 'success',
      data: [
        {
          seriesLabels: { __name__: 'h_bucket', le: '1' },
          exemplars: [
            { labels: { trace_id: 't0.25' }, value: '0.25', timestamp: 1 },
            { labels: { trace_id: 't0.5' }, value: '0.5', timestamp: 2.25 },
          ],
        },
      ],
    });
  });

  it('looks at the time asked for only', async () => {
    const parameters = { query: '{__name__=~".+"}', start: '1.2', end: '2' };
    const { body } = await answer('/api/v1/query_exemplars', parameters, source);
    expect(body).toMatchObject({ data: [{ seriesLabels: { __name__: 'other' } }] });
  });

  it('answers nothing where there is nothing to select, or nothing kept', async () => {
    expect((await answer('/api/v1/query_exemplars', { query: '1' }, source)).status).toBe(204);
    expect(await answer('/api/v1/query_exemplars', { query: 'up' })).toEqual({
      status: 200,
      body: { status: 'success', data: [] },
    });
  });

  it('refuses an end before the start', async () => {
    expect(await answer('/api/v1/query_exemplars', { query: 'up', start: '2', end: '1' })).toEqual({
      status: 400,
      body: {
        status: 'error',
        errorType: 'bad_data',
        error: 'end timestamp must not be before start timestamp',
      },
    });
  });
});
