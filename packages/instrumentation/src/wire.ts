import {
  type Clock,
  createLogger,
  errorMessage,
  KotobaError,
  LogLimiter,
  SeriesTranslator,
  withTimeout,
} from '@kotoba/core';
import { type Access, createHttpServer, dashboardRoutes, Scraper, scrapeRoute } from '@kotoba/http';
import { catalog, createMetrics, type KotobaMetrics, VERSION } from '@kotoba/metrics';
import { createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import { MeterProvider as SdkMeterProvider } from '@opentelemetry/sdk-metrics';
import { Hono } from 'hono';
import { createAccess, mayChange } from './access.ts';
import { startAlerting } from './alerting.ts';
import { planAlerting } from './alerting-plan.ts';
import { MetricsCollector } from './collector.ts';
import { startCommunityInstrumentations } from './community-instrumentations.ts';
import { drain, drainOnSigterm } from './drain.ts';
import { registerGlobally } from './global-registration.ts';
import { healthApi, startHealth } from './health.ts';
import { startHistory } from './history.ts';
import type { KotobaAddresses, KotobaInstrumentation } from './kotoba-instrumentation.ts';
import { type KotobaMetricReaders, makeReaders } from './metric-readers.ts';
import type { ResolvedOptions } from './options-schema.ts';
import { createOtlpReader } from './otlp-reader.ts';
import { pageApi } from './page.ts';
import { createQueryEngine, queryApi } from './query-api.ts';
import { exemplarsOf } from './query-exemplars.ts';
import { startQuerySpans } from './query-spans.ts';
import { createResource } from './resource.ts';
import { accountFor } from './scrape-accounts.ts';
import { serviceDashboards } from './service-dashboards.ts';
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
  const plan = planAlerting(options.alerting, clock);
  const metrics = makeMetrics(options, clock);
  started.push('the metrics', () => metrics.shutdown());
  if (options.spans) started.push('the spans of queries', startQuerySpans(options, clock));
  const health = startHealth(options, metrics, started, clock);

  const readers = options.readers ?? makeReaders(producersOf(metrics), options.cardinalityLimit);
  const provider = options.meterProvider ?? (await ownProvider(options, metrics, readers, started, clock));
  if (options.registerGlobally && options.meterProvider === undefined)
    started.push('the global MeterProvider', registerGlobally(provider));
  if (options.enableMetrics)
    started.push('host and runtime metrics', await startCommunityInstrumentations(options, provider));

  const translator = new SeriesTranslator({ globalLabels: options.prometheus.globalLabels });
  const history = await startHistory(options, metrics, readers.history, translator, started, clock);
  const access = createAccess(options, metrics, clock);
  const authorise = mayChange(options, access, clock);
  const { alerts, routes } = startAlerting({ options, plan, metrics, history, started, clock, authorise });
  const api = queryApi(options, createQueryEngine(options, clock), history, clock).route('/', routes);
  api.route('/', healthApi(options, health, access));
  const dashboards = () => serviceDashboards(options.dashboards, history.metadata());
  api.route('/', dashboardRoutes(dashboards));
  api.route(
    '/',
    pageApi(options, dashboards, authorise, () => alerts.groups().length > 0),
  );
  const addresses = await serve(options, metrics, readers, translator, api, access, started, clock);
  if (!options.health.manualStart) health.probes.markStarted();

  let stopping: Promise<void> | undefined;
  const shutdown = () => {
    health.probes.startDraining();
    stopping ??= started.run();
    return stopping;
  };
  const draining = { probes: health.probes, drainMillis: options.health.drainMillis, clock };
  if (options.health.drainMillis > 0) drainOnSigterm({ ...draining, shutdown }, started);
  return {
    collector: new MetricsCollector({
      metrics,
      soleDatabase: options.database.length === 1 ? options.database[0]!.name : undefined,
      history,
      clock,
    }),
    addresses,
    alerts,
    health,
    meterProvider: provider,
    drain: () => drain(draining),
    shutdown,
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
  own: KotobaMetricReaders,
  started: ShutdownStack,
  clock: Clock,
): Promise<MeterProvider> {
  const readers = [...own.readers];
  if (options.otlp.enabled)
    readers.push(
      await createOtlpReader(options, producersOf(metrics), countExports(options, metrics, clock)),
    );
  const provider = new SdkMeterProvider({ resource: createResource(options), readers });
  metrics.observeGaugesWith(provider.getMeter(SCOPE, VERSION));
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
  { scrape: reader }: KotobaMetricReaders,
  translator: SeriesTranslator,
  api: Hono,
  access: Access,
  started: ShutdownStack,
  clock: Clock,
): Promise<KotobaAddresses> {
  const { enabled, host, port, path, allowedHosts } = options.prometheus;
  if (!enabled) return {};
  const observer = accountFor('scrape', metrics, clock);
  const exemplars = () => exemplarsOf(metrics, options.prometheus.globalLabels);
  const scraper = new Scraper({ reader, translator, clock, observer, exemplars });
  const routes = new Hono();
  routes.use(access.guard());
  routes.route('/', access.routes()).route('/', scrapeRoute(scraper, path)).route('/', api);
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
