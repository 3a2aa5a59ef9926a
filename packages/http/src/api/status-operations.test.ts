import { afterEach, describe, expect, it } from '@jest/globals';
import type { MetricMetadata } from '@kotoba/core';
import { MemorySeriesSource } from '@kotoba/promql';
import { ApiServers, ask, minuteOf, NOW_SECONDS } from '../../conformance/api-server.ts';
import type { ApiRoutesOptions } from './api-routes.ts';

const servers = new ApiServers();
afterEach(() => servers.stop());

const SERIES = [
  minuteOf({ __name__: 'up', job: 'a', instance: '1' }, [1]),
  minuteOf({ __name__: 'up', job: 'a', instance: '22' }, [1]),
  minuteOf({ __name__: 'down', job: 'a' }, [1]),
];

async function answer(
  path: string,
  parameters: Record<string, string> = {},
  options: Partial<ApiRoutesOptions> = {},
) {
  const { status, body } = await ask(
    await servers.start(options.source ?? SERIES, options),
    path,
    parameters,
  );
  return { status, body: body as { data: unknown; error?: string } };
}

describe('/api/v1/metadata', () => {
  const known = new Map<string, MetricMetadata>([
    ['up', { type: 'gauge', help: 'Whether it is\n"up".', unit: '' }],
    ['bytes', { type: 'counter', help: 'Bytes.', unit: 'bytes' }],
  ]);
  const source = Object.assign(new MemorySeriesSource([]), { metadata: () => known });
  const up = [{ type: 'gauge', help: 'Whether it is\n"up".', unit: '' }];
  const bytes = [{ type: 'counter', help: 'Bytes.', unit: 'bytes' }];

  it.each([
    [{}, { bytes, up }],
    [{ limit: '1' }, { bytes }],
    [{ limit: '0' }, {}],
    [{ metric: 'up' }, { up }],
    [{ metric: 'none' }, {}],
    [{ limit_per_metric: '0' }, { bytes: [], up: [] }],
  ])('answers %j', async (parameters, data) => {
    expect(await answer('/api/v1/metadata', parameters as never, { source })).toEqual({
      status: 200,
      body: { status: 'success', data },
    });
  });

  it('refuses limits that are no numbers', async () => {
    expect((await answer('/api/v1/metadata', { limit: 'x' })).body.error).toBe('limit must be a number');
    const { status, body } = await answer('/api/v1/metadata', { limit_per_metric: 'x' });
    expect([status, body.error]).toEqual([400, 'limit_per_metric must be a number']);
  });

  it('answers nothing for a store that knows nothing', async () => {
    expect((await answer('/api/v1/metadata')).body.data).toEqual({});
  });
});

describe('/api/v1/status', () => {
  it('says a version, and no features, so that Grafana takes it for Prometheus', async () => {
    const { body } = await answer(
      '/api/v1/status/buildinfo',
      {},
      {
        build: { version: '3.1.4', revision: 'kotoba-0.1.0' },
      },
    );
    expect(body.data).toEqual({
      version: '3.1.4',
      revision: 'kotoba-0.1.0',
      branch: '',
      buildUser: '',
      buildDate: '',
      goVersion: '',
    });
  });

  it('shows limits as flags', async () => {
    const options = { lookbackMillis: 90_000, flags: { 'storage.tsdb.retention.time': '1h' } };
    expect((await answer('/api/v1/status/flags', {}, options)).body.data).toEqual({
      'query.lookback-delta': '1m30s',
      'query.max-concurrency': '20',
      'query.timeout': '2m',
      'storage.tsdb.retention.time': '1h',
    });
  });

  it('says since when it runs, and nothing about the host', async () => {
    const now = new Date(NOW_SECONDS * 1_000).toISOString();
    const options = { flags: { 'storage.tsdb.retention.time': '1h' } };
    expect((await answer('/api/v1/status/runtimeinfo', {}, options)).body.data).toEqual({
      startTime: now,
      serverTime: now,
      reloadConfigSuccess: true,
      lastConfigTime: now,
      storageRetention: '1h',
    });
  });

  it('counts series and labels, the greatest first', async () => {
    const source = Object.assign(new MemorySeriesSource(SERIES), {
      stats: () => ({ chunks: 3, oldestMillis: 5, newestMillis: 9 }),
    });
    expect((await answer('/api/v1/status/tsdb', { limit: '2' }, { source })).body.data).toEqual({
      headStats: { numSeries: 3, numLabelPairs: 5, chunkCount: 3, minTime: 5, maxTime: 9 },
      seriesCountByMetricName: [
        { name: 'up', value: 2 },
        { name: 'down', value: 1 },
      ],
      labelValueCountByLabelName: [
        { name: '__name__', value: 2 },
        { name: 'instance', value: 2 },
      ],
      memoryInBytesByLabelName: [
        { name: '__name__', value: 8 },
        { name: 'instance', value: 3 },
      ],
      seriesCountByLabelValuePair: [
        { name: 'job=a', value: 3 },
        { name: '__name__=up', value: 2 },
      ],
    });
  });

  it('leaves out what the store does not know, and refuses a limit that is none', async () => {
    const { body } = await answer('/api/v1/status/tsdb');
    expect(body.data).toMatchObject({ headStats: { numSeries: 3, numLabelPairs: 5 } });
    expect(body.data).not.toHaveProperty('headStats.minTime');
    const { status, body: refused } = await answer('/api/v1/status/tsdb', { limit: '0' });
    expect([status, refused.error]).toEqual([400, 'limit must be a positive number']);
  });
});

it('answers no path that it does not have', async () => {
  expect((await answer('/api/v1/nothing')).status).toBe(404);
});
