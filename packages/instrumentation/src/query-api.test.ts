import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MonitoredDatabase } from '@kotoba/core';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { MonitoringOptions } from './options.ts';
import { registerKotobaInstrumentation } from './register.ts';

const shop: MonitoredDatabase = {
  name: 'shop',
  system: 'test',
  getDatabaseMetrics: () => ({ activeConnections: 7 }),
};

let running: KotobaInstrumentation | undefined;

afterEach(async () => {
  await running?.shutdown();
  running = undefined;
});

async function start(options: MonitoringOptions = {}): Promise<KotobaInstrumentation> {
  running = await registerKotobaInstrumentation({
    database: shop,
    collectionIntervalMillis: 20,
    hostMetrics: false,
    runtimeMetrics: false,
    prometheus: { port: 0 },
    ...options,
  });
  return running;
}

interface Answer {
  readonly status: string;
  readonly errorType?: string;
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

async function get(path: string): Promise<Answer> {
  return (await (await fetch(running!.addresses.server + path)).json()) as Answer;
}

const CONNECTIONS = 'kotoba_db_connections_active';

async function untilCollected(): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if ((await get(`/api/v1/query?query=${CONNECTIONS}`)).data.result.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nothing was collected');
}

describe('the query API of a registration', () => {
  it('answers PromQL over what was collected, beside the scrape', async () => {
    await start();
    await untilCollected();
    const { data } = await get(`/api/v1/query?query=sum(${CONNECTIONS})*2`);
    expect(data.result[0]!.value[1]).toBe('14');
    expect((await fetch(running!.addresses.metrics!)).status).toBe(200);
  });

  it('says its limits, retention and version', async () => {
    await start({ query: { timeoutMillis: 5_000 }, retentionPeriodMillis: 1_800_000 });
    expect(await get('/api/v1/status/flags')).toMatchObject({
      data: {
        'query.timeout': '5s',
        'query.max-samples': '10000000',
        'storage.tsdb.retention.time': '30m',
      },
    });
    expect(await get('/api/v1/status/buildinfo')).toMatchObject({
      data: { revision: expect.stringMatching(/^kotoba-\d/) },
    });
  });

  it('accepts what is experimental only when told to', async () => {
    await start();
    const query = `/api/v1/query?query=${encodeURIComponent(`limitk(1, ${CONNECTIONS})`)}`;
    expect(await get(query)).toMatchObject({ status: 'error', errorType: 'bad_data' });
    await running!.shutdown();
    await start({ query: { experimentalFunctions: true } });
    expect(await get(query)).toMatchObject({ status: 'success' });
  });

  it('holds no more samples than it may', async () => {
    await start({ query: { maxSamples: 1 } });
    for (let i = 0; i < 200; i++) {
      const answer = await get(`/api/v1/query?query=${encodeURIComponent(`${CONNECTIONS}[1m]`)}`);
      if (answer.status === 'error') {
        expect(answer.errorType).toBe('execution');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('the limit was never met');
  });
});

describe('getMetrics()', () => {
  beforeEach(async () => {
    await start();
    await untilCollected();
  });

  it('takes a name or a selector', async () => {
    const ask = (what: string) => running!.collector.getMetrics(what, new Date(0), new Date());
    const byName = await ask(CONNECTIONS);
    expect(byName[0]).toMatchObject({ name: CONNECTIONS, value: 7, labels: { database: 'shop' } });
    expect((await ask(`{__name__=~"${CONNECTIONS}",database=~"sh.*"}`))[0]).toEqual(byName[0]);
    expect(await ask(`${CONNECTIONS}{database!="shop"}`)).toEqual([]);
  });

  it('rejects a selector that is none', async () => {
    await expect(running!.collector.getMetrics('up{', new Date(0), new Date())).rejects.toMatchObject({
      code: 'PROMQL_PARSE_ERROR',
    });
  });
});
