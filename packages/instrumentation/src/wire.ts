import {
  type Clock,
  createLogger,
  errorMessage,
  KotobaError,
  LogLimiter,
  SeriesTranslator,
  withTimeout,
} from '@kotoba/core';
import { createHttpServer, ScrapeReader, Scraper, scrapeRoute } from '@kotoba/http';
import { catalog, createMetrics, type KotobaMetrics } from '@kotoba/metrics';
import { createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import { type MetricReader, MeterProvider as SdkMeterProvider } from '@opentelemetry/sdk-metrics';
import { Hono } from 'hono';
import { MetricsCollector } from './collector.ts';
import { startCommunityInstrumentations } from './community-instrumentations.ts';
import { registerGlobally } from './global-registration.ts';
import type { KotobaAddresses, KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { ResolvedOptions } from './options.ts';
import { createOtlpReader } from './otlp-reader.ts';
import { createResource } from './resource.ts';
import { accountFor } from './scrape-accounts.ts';
import type { ShutdownStack } from './shutdown-stack.ts';

/** A last OTLP export and the end of the readers may take this long, whatever the collector does. */
const PROVIDER_SHUTDOWN_MILLIS = 5_000;
const SCOPE = '@kotoba/instrumentation';

/** Starts everything the options ask for, pushing what must end onto `started`. */
export async function wire(
  options: ResolvedOptions,
  started: ShutdownStack,
  clock: Clock,
): Promise<KotobaInstrumentation> {
  refuseUnattached(options);
  const metrics = makeMetrics(options, clock);
  started.push('the metrics', () => metrics.shutdown());

  const scrape = options.readers?.scrape ?? new ScrapeReader(producersOf(metrics));
  const provider = options.meterProvider ?? (await ownProvider(options, metrics, scrape, started, clock));
  if (options.registerGlobally && options.meterProvider === undefined)
    started.push('the global MeterProvider', registerGlobally(provider));
  if (options.enableMetrics)
    started.push('host and runtime metrics', await startCommunityInstrumentations(options, provider));

  const addresses = await serve(options, metrics, scrape, started, clock);
  let stopping: Promise<void> | undefined;
  return {
    collector: makeCollector(options, metrics),
    addresses,
    meterProvider: provider,
    shutdown: () => {
      stopping ??= started.run();
      return stopping;
    },
  };
}

function refuseUnattached({ meterProvider, readers, prometheus }: ResolvedOptions): void {
  if (meterProvider === undefined || (!prometheus.enabled && readers === undefined)) return;
  if (readers?.isAttached()) return;
  throw new KotobaError(
    'KOTOBA_READERS_NOT_ATTACHED',
    readers === undefined
      ? 'expected `readers` beside `meterProvider`: make them with kotobaMetricReaders() and put readers.readers into the provider'
      : 'expected readers.readers to be among the readers of the MeterProvider that was given',
  );
}

function makeMetrics(options: ResolvedOptions, clock: Clock): KotobaMetrics {
  return createMetrics({
    meter: options.meterProvider?.getMeter(SCOPE) ?? createNoopMeter(),
    clock,
    databases: options.enableMetrics ? options.database : [],
    clusters: options.enableMetrics ? options.cluster : [],
    collectionIntervalMillis: options.collectionIntervalMillis,
    readTimeoutMillis: options.readTimeoutMillis,
    slowQuerySeconds: options.slowQueryMillis / 1_000,
    cardinalityLimit: options.cardinalityLimit,
    semanticConventions: options.semanticConventions,
    system: options.enableMetrics && options.hostMetrics,
    producerSupported: options.meterProvider === undefined,
  });
}

function producersOf(metrics: KotobaMetrics) {
  return metrics.producer === undefined ? [] : [metrics.producer];
}

async function ownProvider(
  options: ResolvedOptions,
  metrics: KotobaMetrics,
  scrape: MetricReader,
  started: ShutdownStack,
  clock: Clock,
): Promise<MeterProvider> {
  const readers: MetricReader[] = [scrape];
  if (options.otlp.enabled)
    readers.push(
      await createOtlpReader(options.otlp, producersOf(metrics), countExports(options, metrics, clock)),
    );
  const provider = new SdkMeterProvider({ resource: createResource(options), readers });
  started.push('the MeterProvider', () =>
    withTimeout(clock, PROVIDER_SHUTDOWN_MILLIS, 'the last export', () => provider.shutdown()),
  );
  return provider;
}

const LOG_AGAIN_AFTER_MILLIS = 600_000;

function countExports(options: ResolvedOptions, metrics: KotobaMetrics, clock: Clock) {
  const exports = metrics.counter(catalog.monitoringExports);
  const exporter = `otlp ${options.otlp.protocol}`;
  const logger = createLogger('otlp');
  const limiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
  for (const result of ['ok', 'failed']) exports.add(0, { exporter, result });
  return (error: Error | undefined) => {
    exports.add(1, { exporter, result: error === undefined ? 'ok' : 'failed' });
    if (error !== undefined && limiter.allows(error.name))
      logger.warn(`an export failed and will be made up for by the next: ${errorMessage(error)}`);
  };
}

async function serve(
  options: ResolvedOptions,
  metrics: KotobaMetrics,
  reader: MetricReader,
  started: ShutdownStack,
  clock: Clock,
): Promise<KotobaAddresses> {
  const { enabled, host, port, path, globalLabels, allowedHosts } = options.prometheus;
  if (!enabled) return {};
  const translator = new SeriesTranslator({ globalLabels });
  const observer = accountFor('scrape', metrics, clock);
  const routes = new Hono().route(
    '/',
    scrapeRoute(new Scraper({ reader, translator, clock, observer }), path),
  );
  const server = createHttpServer(routes, {
    host,
    port,
    allowedHosts,
    portOption: 'the option prometheus.port or the variable KOTOBA_METRICS_PORT',
  });
  const address = await server.listen();
  started.push('the HTTP server', () => server.close());
  return { server: address, metrics: address + path };
}

function makeCollector(options: ResolvedOptions, metrics: KotobaMetrics): MetricsCollector {
  return new MetricsCollector({
    metrics,
    soleDatabase: options.database.length === 1 ? options.database[0]!.name : undefined,
    ask: async () => undefined,
    getPoints: async () => [],
  });
}
