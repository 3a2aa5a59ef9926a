import type { MeterProvider } from '@opentelemetry/api';
import type { MetricsCollector } from './collector.ts';

/** Where the HTTP server answers. Absent when it is off. */
export interface KotobaAddresses {
  /** Such as `http://127.0.0.1:9090`. */
  readonly server?: string;
  /** Such as `http://127.0.0.1:9090/metrics`. */
  readonly metrics?: string;
}

/** Handle to a running registration. */
export interface KotobaInstrumentation {
  /** Records and reads metrics. */
  readonly collector: MetricsCollector;
  readonly addresses: KotobaAddresses;
  /** Where the instruments are: ours, or the one given. */
  readonly meterProvider: MeterProvider;
  /**
   * Ends everything in reverse order: a last OTLP export, then the server and the readings. Never rejects; a
   * second call waits for the first. A MeterProvider that was given is left running.
   */
  shutdown(): Promise<void>;
}
