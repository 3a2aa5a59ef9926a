import { createLogger } from '@kotoba/core';
import { type MeterProvider, metrics } from '@opentelemetry/api';

/**
 * Makes `provider` OpenTelemetry's global one, unless the app has set one already: that one is left alone.
 * @returns how to undo it
 */
export function registerGlobally(provider: MeterProvider): () => void {
  if (!metrics.setGlobalMeterProvider(provider)) {
    createLogger('instrumentation').warn(
      'the app has its own global MeterProvider; metrics made through the global API stay with it. ' +
        'Pass it as `meterProvider` to have everything in one place.',
    );
    return () => {};
  }
  return () => {
    if (metrics.getMeterProvider() === provider) metrics.disable();
  };
}
