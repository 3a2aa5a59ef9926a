import type { MeterProvider } from '@opentelemetry/api';
import type { ResolvedOptions } from './options-schema.ts';

/**
 * Groups taken from `@opentelemetry/instrumentation-host-metrics`. Its `system.network` group is left out: it runs
 * a child process synchronously at each collection to find the default route; `@kotoba/metrics` reads the same
 * counters from the kernel instead.
 */
const HOST_METRIC_GROUPS = ['system.cpu', 'system.memory', 'process.cpu', 'process.memory'];

/**
 * Starts OpenTelemetry's own host and runtime instrumentations on a MeterProvider; loaded only when asked for.
 * @returns how to stop them
 */
export async function startCommunityInstrumentations(
  options: Pick<ResolvedOptions, 'hostMetrics' | 'runtimeMetrics'>,
  meterProvider: MeterProvider,
): Promise<() => void> {
  const running: Array<{ setMeterProvider(provider: MeterProvider): void; enable(): void; disable(): void }> =
    [];
  if (options.hostMetrics) {
    const { HostMetricsInstrumentation } = await import('@opentelemetry/instrumentation-host-metrics');
    running.push(new HostMetricsInstrumentation({ enabled: false, metricGroups: HOST_METRIC_GROUPS }));
  }
  if (options.runtimeMetrics) {
    const { RuntimeNodeInstrumentation } = await import('@opentelemetry/instrumentation-runtime-node');
    running.push(new RuntimeNodeInstrumentation({ enabled: false }));
  }
  for (const instrumentation of running) {
    instrumentation.setMeterProvider(meterProvider);
    instrumentation.enable();
  }
  return () => {
    for (const instrumentation of running) instrumentation.disable();
  };
}
