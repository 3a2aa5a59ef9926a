import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { MonitoringOptions } from './options.ts';
import { registerKotobaInstrumentation } from './register.ts';

const exporter = new InMemorySpanExporter();
let running: KotobaInstrumentation | undefined;
let db: DatabaseSync;

beforeEach(() => {
  exporter.reset();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  db = new DatabaseSync(':memory:');
});

afterEach(async () => {
  await running?.shutdown();
  db.close();
  trace.disable();
  context.disable();
});

async function start(spans: boolean, options: MonitoringOptions = {}): Promise<void> {
  running = await registerKotobaInstrumentation({
    database: sqliteDatabase(db, { name: 'shop' }),
    spans,
    hostMetrics: false,
    runtimeMetrics: false,
    prometheus: { enabled: false },
    ...options,
  });
}

describe('spans of queries', () => {
  it('follow the conventions, under what the app is doing, without the text of the query', async () => {
    await start(true);
    const before = Date.now();
    const parent = trace.getTracer('app').startSpan('checkout');
    context.with(trace.setSpan(context.active(), parent), () => {
      db.exec("CREATE TABLE secret_4711 (a TEXT DEFAULT 'secret_4711')");
      db.prepare('SELECT * FROM secret_4711').all();
    });
    expect(() => db.exec('DELETE FROM nowhere')).toThrow();
    parent.end();
    const spans = exporter.getFinishedSpans().filter(({ name }) => name !== 'checkout');
    expect(spans.map(({ name }) => name)).toEqual(['other shop', 'select shop', 'delete shop']);
    const [, select, failed] = spans;
    expect(select).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: { 'db.system.name': 'sqlite', 'db.namespace': 'shop', 'db.operation.name': 'select' },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(select!.spanContext().traceId).toBe(parent.spanContext().traceId);
    expect(select!.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    expect(select!.startTime[0] * 1_000).toBeGreaterThan(before - 2_000);
    expect(failed).toMatchObject({
      attributes: { 'error.type': '_OTHER' },
      status: { code: SpanStatusCode.ERROR },
    });
    expect(JSON.stringify(spans.map(({ name, attributes }) => [name, attributes]))).not.toContain(
      'secret_4711',
    );
  });

  it('tell the text only where asked to, without the values in it', async () => {
    await start(true, { spanQueryText: true });
    db.prepare("SELECT 'secret_4711' AS a, ? AS b").all('secret_4711');
    db.exec("CREATE TABLE t (a TEXT DEFAULT 'secret_4711')");
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ attributes }) => attributes['db.query.text'])).toEqual([
      'SELECT ? AS a, ? AS b',
      'CREATE TABLE t (a TEXT DEFAULT ?)',
    ]);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('secret_4711');
  });

  it('tell where the server is, where the database does', async () => {
    const database = Object.assign(sqliteDatabase(db, { name: 'shop' }), {
      server: { address: 'db-a', port: 5_432 },
    });
    await start(true, { database });
    db.exec('SELECT 1');
    expect(exporter.getFinishedSpans()[0]!.attributes).toMatchObject({
      'server.address': 'db-a',
      'server.port': 5_432,
    });
  });

  it('are left to an instrumentation that makes them already, and so are its durations', async () => {
    const database = Object.assign(sqliteDatabase(db, { name: 'shop' }), {
      instrumentedElsewhere: { spans: true, durations: true },
    });
    await start(true, { database, prometheus: { port: 0 } });
    db.exec('SELECT 1');
    expect(exporter.getFinishedSpans()).toEqual([]);
    const scrape = await (await fetch(running!.addresses.metrics!)).text();
    expect(scrape).not.toContain('db_client_operation_duration_seconds_count');
    expect(scrape).toContain('kotoba_db_query_latency_seconds_count{database="shop"');
  });

  it('are not made unless asked for, nor after the end', async () => {
    await start(false);
    db.exec('SELECT 1');
    expect(exporter.getFinishedSpans()).toEqual([]);
    await running!.shutdown();
    await start(true);
    await running!.shutdown();
    db.exec('SELECT 1');
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('are named by the exemplars of the latency, in OpenMetrics and over the query API', async () => {
    running = await registerKotobaInstrumentation({
      database: sqliteDatabase(db, { name: 'shop' }),
      collectionIntervalMillis: 20,
      hostMetrics: false,
      runtimeMetrics: false,
      prometheus: { port: 0, globalLabels: { region: 'eu' } },
    });
    const parent = trace.getTracer('app').startSpan('checkout');
    context.with(trace.setSpan(context.active(), parent), () => db.prepare('SELECT 1').all());
    const { traceId } = parent.spanContext();
    const accept = 'application/openmetrics-text;version=1.0.0';
    const scrape = await (await fetch(running.addresses.metrics!, { headers: { accept } })).text();
    expect(scrape).toMatch(
      new RegExp(
        `^kotoba_db_query_latency_seconds_bucket\\{.*\\} 1 # \\{span_id="\\w+",trace_id="${traceId}"\\} `,
        'm',
      ),
    );
    expect(scrape.endsWith('# EOF\n')).toBe(true);
    const query = 'query=kotoba_db_query_latency_seconds_bucket&start=0&end=99999999999';
    let found: { seriesLabels: object; exemplars: { labels: object }[] }[] = [];
    for (let i = 0; i < 200 && found.length === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      found = (
        (await (await fetch(`${running.addresses.server}/api/v1/query_exemplars?${query}`)).json()) as {
          data: typeof found;
        }
      ).data;
    }
    expect(found).toMatchObject([
      {
        seriesLabels: {
          __name__: 'kotoba_db_query_latency_seconds_bucket',
          database: 'shop',
          operation: 'select',
          region: 'eu',
        },
        exemplars: [{ labels: { trace_id: traceId } }],
      },
    ]);
  });
});
