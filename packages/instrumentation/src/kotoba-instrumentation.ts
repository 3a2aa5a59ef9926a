import type { HealthChecker } from '@kotoba/health';
import type { MeterProvider } from '@opentelemetry/api';
import type { Alerts } from './alerts.ts';
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
  /** Alert rules, alerts, silences and notifications. */
  readonly alerts: Alerts;
  /** Health checks: register your own, ask for the report, mount the probes. Empty when health checks are off. */
  readonly health: HealthChecker;
  /** Where the instruments are: ours, or the one given. */
  readonly meterProvider: MeterProvider;
  /**
   * Lets `/readyz` fail from now on and resolves after `health.drainMillis`: await it before closing the app's own
   * server, so that no new requests arrive while it closes.
   */
  drain(): Promise<void>;
  /**
   * Ends everything in reverse order: a last OTLP export, then the server and the readings. Never rejects; a
   * second call waits for the first. A MeterProvider that was given is left running.
   */
  shutdown(): Promise<void>;
}
