import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { catalog, conventionMetrics, dbAttributes, poolAttributes } from './catalog.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { VERSION } from './version.ts';

const definitions = Object.values<MetricDefinition>(catalog);
const ours = definitions.filter((definition) => !conventionMetrics.includes(definition));

describe('catalog', () => {
  it('names each metric once', () => {
    expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length);
  });

  it.each(ours.map((definition) => [definition.name, definition] as const))(
    '%s reads the same in OpenTelemetry and in Prometheus',
    (name, { kind, labels, historyOnly }) => {
      expect(name).toMatch(historyOnly ? /^[A-Z_]+$/ : /^[a-z][a-z0-9_]*$/);
      if (kind === 'counter') expect(name).toMatch(/_total$/);
      for (const label of labels) expect(label).toMatch(/^[a-z][a-z_]*$/);
      expect(labels).not.toContain('le');
    },
  );

  it.each(ours.map((definition) => [definition.name, definition] as const))(
    '%s has a unit that agrees with its name, and a description',
    (name, { unit, description }) => {
      const plain = name.replace(/_total$/, '');
      const units = [
        [/_bytes$/, 'By'],
        [/_seconds$/, 's'],
        [/_percent$/, '%'],
        [/_ratio$/, '1'],
        [/_bytes_per_second$/, 'By/s'],
      ] as const;
      for (const [ending, expected] of units) if (ending.test(plain)) expect(unit).toBe(expected);
      expect(unit).not.toBe('');
      expect(description).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('has ascending bounds for every histogram and for nothing else', () => {
    for (const { kind, boundaries } of definitions) {
      expect(boundaries !== undefined).toBe(kind === 'histogram');
      expect(boundaries).toEqual(boundaries && [...new Set(boundaries)].sort((a, b) => a - b));
    }
  });

  it('can make the convention’s buckets out of the latency’s', () => {
    expect(catalog.dbQueryLatency.boundaries).toEqual(
      expect.arrayContaining([...catalog.dbClientOperationDuration.boundaries]),
    );
  });

  it('spells every name of the source document and of the conventions as they do', () => {
    const names = definitions.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'kotoba_db_connections_active',
        'kotoba_db_query_latency_seconds',
        'kotoba_cluster_nodes_total',
        'system_cpu_usage_percent',
        'health_check_status',
        'db.client.operation.duration',
        'db.client.connection.count',
        'db.client.connection.max',
        'db.client.connection.pending_requests',
      ]),
    );
    expect(Object.values(dbAttributes)).toEqual([
      'db.system.name',
      'db.namespace',
      'db.operation.name',
      'error.type',
    ]);
    expect(Object.values(poolAttributes)).toEqual([
      'db.client.connection.pool.name',
      'db.client.connection.state',
    ]);
  });
});

describe('VERSION', () => {
  it('is that of package.json', () => {
    const file = join(import.meta.dirname, '../package.json');
    expect(VERSION).toBe((JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version);
  });
});
