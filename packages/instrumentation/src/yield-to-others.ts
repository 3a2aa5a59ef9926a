import { createLogger } from '@kotoba/core';
import { catalog, type KotobaMetrics } from '@kotoba/metrics';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

/**
 * Answers what to look at each collection with: as soon as a driver or another instrumentation emits
 * `db.client.operation.duration` in the same MeterProvider, ours stops, so that no query is in it twice.
 */
export function yieldToOthers(metrics: KotobaMetrics): (collected: ResourceMetrics) => void {
  const name = catalog.dbClientOperationDuration.name;
  let yielded = false;
  return ({ scopeMetrics }) => {
    if (yielded) return;
    const other = scopeMetrics.find(
      ({ scope, metrics: emitted }) =>
        !scope.name.startsWith('@kotoba/') &&
        emitted.some(({ descriptor, dataPoints }) => descriptor.name === name && dataPoints.length > 0),
    );
    if (other === undefined) return;
    yielded = true;
    metrics.setSemanticConventions(false);
    createLogger('instrumentation').info(`${name} comes from ${other.scope.name}; Kotoba stops emitting it`);
  };
}
