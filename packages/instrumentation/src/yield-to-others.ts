import { createLogger } from '@kotoba/core';
import { conventionMetrics, type KotobaMetrics } from '@kotoba/metrics';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

/**
 * Answers what to look at each collection with: as soon as a driver or another instrumentation emits a metric of
 * OpenTelemetry's database conventions in the same MeterProvider, ours of that name stops, so that nothing is in it twice.
 */
export function yieldToOthers(metrics: KotobaMetrics): (collected: ResourceMetrics) => void {
  const ours = new Map(conventionMetrics.map((definition) => [definition.name, definition]));
  return ({ scopeMetrics }) => {
    for (const { scope, metrics: emitted } of scopeMetrics) {
      if (ours.size === 0) return;
      if (scope.name.startsWith('@kotoba/')) continue;
      for (const { descriptor, dataPoints } of emitted) {
        const definition = ours.get(descriptor.name);
        if (definition === undefined || dataPoints.length === 0) continue;
        ours.delete(definition.name);
        metrics.mute(definition);
        createLogger('instrumentation').info(
          `${definition.name} comes from ${scope.name}; Kotoba stops emitting it`,
        );
      }
    }
  };
}
