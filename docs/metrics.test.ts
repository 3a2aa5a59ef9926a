import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { catalog, type MetricDefinition } from '@kotoba/metrics';
import { metricsPage } from './metrics-page.ts';

describe('docs/metrics.md', () => {
  const page = readFileSync(join(import.meta.dirname, 'metrics.md'), 'utf8');

  it('is what docs/write-metrics-page.ts writes', () => {
    expect(page).toBe(metricsPage());
  });

  it('has each metric of the catalog once', () => {
    for (const { name } of Object.values<MetricDefinition>(catalog))
      expect(page.split(`\n| \`${name}\` | `).length - 1).toBe(hasBuckets(name) ? 2 : 1);
  });
});

/** Histograms stand in the table of buckets too. */
function hasBuckets(name: string): boolean {
  return Object.values<MetricDefinition>(catalog).some(
    (definition) => definition.name === name && definition.boundaries !== undefined,
  );
}
