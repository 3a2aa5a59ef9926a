import { createRequire } from 'node:module';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type pg from 'pg';

type Driver = typeof pg;

/** Two copies of the driver: as it is, and with OpenTelemetry's instrumentation in it. */
export interface PgCopies {
  readonly bare: Driver;
  readonly instrumented: Driver;
  readonly shutdown: () => Promise<void>;
}

/**
 * The instrumentation patches the driver's classes as they are loaded, so the bare driver is loaded first, and once
 * more for the patches. It records its metrics into a MeterProvider; there is no tracer, so it makes no spans.
 */
export function loadPgCopies(): PgCopies {
  const require = createRequire(import.meta.url);
  const bare = require('pg') as Driver;
  for (const file of Object.keys(require.cache))
    if (/node_modules\/pg(-pool)?\//.test(file)) delete require.cache[file];
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const instrumentation = new PgInstrumentation();
  instrumentation.setMeterProvider(meterProvider);
  const instrumented = require('pg') as Driver;
  if (instrumented.Client === bare.Client) throw new Error('expected a second copy of pg');
  return {
    bare,
    instrumented,
    shutdown: async () => {
      instrumentation.disable();
      await meterProvider.shutdown();
    },
  };
}
