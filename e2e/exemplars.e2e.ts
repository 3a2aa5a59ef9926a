/** @needs prometheus */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { context, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { Cleanup } from './support/cleanup.ts';
import { PrometheusServer } from './support/prometheus-server.ts';
import { waitFor } from './support/wait-for.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const TRACE = 'a1'.repeat(16);

describe('Prometheus scraping a service with tracing', () => {
  it('reads the traces of slow queries from the latency’s exemplars, and everything else beside them', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    cleanup.add(() => context.disable());
    const db = new DatabaseSync(':memory:');
    cleanup.add(() => db.close());
    const kotoba = await registerKotobaInstrumentation({
      database: sqliteDatabase(db, { name: 'shop' }),
      collectionIntervalMillis: 200,
      prometheus: { port: 0 },
    });
    cleanup.add(() => kotoba.shutdown());
    const span = { traceId: TRACE, spanId: 'b2'.repeat(8), traceFlags: TraceFlags.SAMPLED };
    context.with(trace.setSpanContext(context.active(), span), () => db.prepare('SELECT 1').all());
    const { host } = new URL(kotoba.addresses.server!);
    const config = `scrape_configs: [{ job_name: shop, scrape_interval: 1s, static_configs: [{ targets: ['${host}'] }] }]`;
    const prometheus = await PrometheusServer.start(config, cleanup, [
      `--storage.tsdb.path=${join(cleanup.tempDir(), 'data')}`,
      '--enable-feature=exemplar-storage',
    ]);
    const query = encodeURIComponent('kotoba_db_query_latency_seconds_bucket');
    const path = `/api/v1/query_exemplars?query=${query}&start=0&end=9999999999`;
    const found = await waitFor('an exemplar in Prometheus', async () => {
      const { data } = await prometheus.get<{ data: { exemplars: { labels: Record<string, string> }[] }[] }>(
        path,
      );
      return data.length > 0 && data;
    });
    expect(found[0]!.exemplars[0]!.labels).toEqual({ trace_id: TRACE, span_id: span.spanId });
    expect((await prometheus.query('up'))[0]!.values[0]![1]).toBe('1');
    expect((await prometheus.query('kotoba_db_queries_total{status="ok"}')).length).toBeGreaterThan(0);
    expect((await prometheus.query('kotoba_db_up'))[0]!.values[0]![1]).toBe('1');
    expect(prometheus.complaints).toEqual([]);
  });
});
