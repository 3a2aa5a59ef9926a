import {
  type MetricProducer,
  type MetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { CountingExporter, type ExportObserver } from './counting-exporter.ts';
import type { ResolvedOptions } from './options-schema.ts';

/**
 * The reader that pushes to a collector through OpenTelemetry's official exporters, loaded only when used.
 * They retry with backoff within the time limit; an export that still fails is dropped and counted, and the next
 * one carries the cumulative values again, so an outage costs its own gap and nothing else.
 */
export async function createOtlpReader(
  { otlp: options, cardinalityLimit }: Pick<ResolvedOptions, 'otlp' | 'cardinalityLimit'>,
  metricProducers: MetricProducer[],
  onExport: ExportObserver,
): Promise<MetricReader> {
  const timeoutMillis = Math.min(options.timeoutMillis, options.intervalMillis);
  return new PeriodicExportingMetricReader({
    exporter: new CountingExporter(await createExporter(options, timeoutMillis), onExport),
    exportIntervalMillis: options.intervalMillis,
    exportTimeoutMillis: timeoutMillis,
    metricProducers,
    cardinalityLimits: { default: cardinalityLimit },
  });
}

async function createExporter(
  options: ResolvedOptions['otlp'],
  timeoutMillis: number,
): Promise<PushMetricExporter> {
  const shared =
    options.endpoint === undefined ? { timeoutMillis } : { timeoutMillis, url: options.endpoint };
  const headers = { ...options.headers };
  if (options.protocol === 'grpc') {
    const [{ OTLPMetricExporter }, { Metadata }] = await Promise.all([
      import('@opentelemetry/exporter-metrics-otlp-grpc'),
      import('@grpc/grpc-js'),
    ]);
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return new OTLPMetricExporter({ ...shared, metadata });
  }
  const { OTLPMetricExporter } =
    options.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-metrics-otlp-http')
      : await import('@opentelemetry/exporter-metrics-otlp-proto');
  return new OTLPMetricExporter({ ...shared, headers });
}
