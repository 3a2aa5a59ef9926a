import type { MetricMetadata } from '@kotoba/core';
import { builtInDashboards, customDashboard, type Dashboard } from '@kotoba/dashboards';
import { catalog } from '@kotoba/metrics';

/** Where OpenTelemetry's own conventions put metrics; nobody's own are there. */
const CONVENTIONS =
  /^(target_info$|otel_|db_|http_|jvm_|messaging_|nodejs_|process_|rpc_|runtime_|system_|v8js_|node_)/;
/** A board of more panels answers nothing. */
const MOST_PANELS = 100;

const ours = new Set(Object.values(catalog).map(({ name }) => name.replaceAll('.', '_')));

/**
 * The dashboards of a service as they are now: those of the product, those it was given, and one made of the metrics nobody
 * described.
 */
export function serviceDashboards(
  given: readonly Dashboard[],
  metadata: ReadonlyMap<string, MetricMetadata>,
): readonly Dashboard[] {
  const described = given
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries)))
    .map(({ query }) => query)
    .join('\n');
  const custom = [...metadata]
    .filter(([name]) => !ours.has(name) && !CONVENTIONS.test(name) && !described.includes(name))
    .slice(0, MOST_PANELS);
  const generated = customDashboard(new Map(custom));
  return [...builtInDashboards, ...given, ...(generated === undefined ? [] : [generated])];
}
