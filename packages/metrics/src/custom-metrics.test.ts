import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { type Attributes, type DiagLogFunction, diag } from '@opentelemetry/api';
import { catalog } from './catalog.ts';
import { createMetrics } from './create-metrics.ts';
import type { CustomLabels, KotobaMetrics } from './kotoba-metrics.ts';

type Kind = 'recordGauge' | 'recordCounter' | 'recordHistogram';

function make(): KotobaMetrics {
  return createMetrics({ clock: new ManualClock(1_000), system: false });
}

async function values(metrics: KotobaMetrics, name: string): Promise<Array<[Attributes, unknown]>> {
  const { resourceMetrics } = await metrics.producer!.collect();
  const data = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const found = data.find((metric) => metric.descriptor.name === name);
  return (found?.dataPoints ?? []).map((point) => [point.attributes, point.value]);
}

async function rejections(metrics: KotobaMetrics): Promise<Record<string, unknown>> {
  const counts = await values(metrics, catalog.monitoringRejected.name);
  return Object.fromEntries(
    counts.filter(([, count]) => count !== 0).map(([labels, count]) => [String(labels.reason), count]),
  );
}

describe('custom metrics', () => {
  it.each([
    ['an empty name', ''],
    ['a space', 'two words'],
    ['a dot', 'orders.total'],
    ['a leading digit', '1st'],
    ['a colon', 'job:rate'],
    ['an overlong name', 'x'.repeat(256)],
    ['a name that is not text', 42],
    ['no name', undefined],
    ['a name of the catalog', 'kotoba_db_up'],
    ['a series of the catalog', 'kotoba_db_query_latency_seconds_count'],
    ['the Prometheus name of the convention’s metric', 'db_client_operation_duration'],
  ])('refuses %s', async (_title, name) => {
    const metrics = make();
    metrics.recordMetric(name as string, 1);
    expect(await rejections(metrics)).toEqual({ invalid_name: 1 });
  });

  it.each<[string, unknown]>([
    ['an object as value', { a: {} }],
    ['null as value', { a: null }],
    ['NaN as value', { a: Number.NaN }],
    ['a symbol as value', { a: Symbol('x') }],
    ['a function as value', { a: () => 'x' }],
    ['an empty name', { '': 'x' }],
    ['a reserved name', { __name__: 'x' }],
    ['a name with a dash', { 'a-b': 'x' }],
    ['an overlong value', { a: 'x'.repeat(1_025) }],
    ['more than 64 labels', Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`l${i}`, 'x']))],
    [
      'the same name twice',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a triple instead of a pair', [['a', '1', '2']]],
    ['text instead of labels', 'a=b'],
    ['null instead of labels', null],
    [
      'a getter that throws',
      {
        get a() {
          throw new Error('x');
        },
      },
    ],
  ])('refuses labels with %s', async (_title, labels) => {
    const metrics = make();
    metrics.recordMetric('m', 1, labels as CustomLabels);
    expect(await rejections(metrics)).toEqual({ invalid_label: 1 });
    expect(await values(metrics, 'm')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['text', '1'],
    ['a bigint', 1n],
    ['nothing', undefined],
  ])('refuses %s as a value of any kind', async (_title, value) => {
    const metrics = make();
    metrics.recordMetric('a', value as number);
    metrics.recordGauge('b', value as number);
    metrics.recordCounter('c', value as number);
    metrics.recordHistogram('d', value as number);
    expect(await rejections(metrics)).toEqual({ invalid_value: 4 });
  });

  it('refuses a counter that would fall', async () => {
    const metrics = make();
    metrics.recordCounter('c_total', -1);
    expect(await rejections(metrics)).toEqual({ invalid_value: 1 });
  });

  it.each<[string, Kind, string, Kind, string]>([
    ['a gauge and a counter', 'recordGauge', 'x_total', 'recordCounter', 'x_total'],
    ['a counter and its name in Prometheus', 'recordCounter', 'x', 'recordGauge', 'x_total'],
    ['a histogram and its own series', 'recordHistogram', 'x', 'recordGauge', 'x_count'],
    ['a series and the histogram that would have it', 'recordGauge', 'x_sum', 'recordHistogram', 'x'],
  ])('refuses one name for two kinds: %s', async (_title, firstKind, firstName, secondKind, secondName) => {
    const metrics = make();
    metrics[firstKind](firstName, 1);
    metrics[secondKind](secondName, 1);
    expect(await rejections(metrics)).toEqual({ kind_conflict: 1 });
    expect(await values(metrics, firstName)).toHaveLength(1);
  });

  it('treats the order of labels, an empty value and a number’s text as the same series', async () => {
    const metrics = make();
    metrics.recordCounter('c_total', 1, { a: '1', b: '2' });
    metrics.recordCounter('c_total', 1, { b: 2, a: 1, c: '' });
    metrics.recordCounter('c_total', 1, [
      ['b', '2'],
      ['a', '1'],
    ]);
    expect(await values(metrics, 'c_total')).toEqual([[{ a: '1', b: '2' }, 3]]);
  });

  it('refuses labels that differ only in kind from some it has taken', async () => {
    const metrics = make();
    metrics.recordCounter('c_total', 1, { a: 'NaN' });
    metrics.recordCounter('c_total', 1, { a: Number.NaN });
    metrics.recordCounter('c_total', 1, { a: '1' });
    metrics.recordCounter('c_total', 1, { a: 1 });
    metrics.recordCounter('c_total', 1, { a: [1] as unknown as string });
    expect(await values(metrics, 'c_total')).toEqual([
      [{ a: 'NaN' }, 1],
      [{ a: '1' }, 2],
    ]);
    expect(await rejections(metrics)).toEqual({ invalid_label: 2 });
  });

  it('keeps label sets apart whose values look alike when joined', async () => {
    const metrics = make();
    metrics.recordCounter('c_total', 1, { a: 'x\u00012\u0001y', b: 'z' });
    metrics.recordCounter('c_total', 1, { a: 'x', b: 'z' });
    metrics.recordCounter('c_total', 1, { a: 'xb\u0001', b: 'z' });
    metrics.recordCounter('c_total', 1, { a: 'x1:b1:z' });
    expect(await values(metrics, 'c_total')).toHaveLength(4);
  });

  it('holds the number of custom metrics to 1,000', async () => {
    const metrics = make();
    for (let i = 0; i < 1_200; i++) metrics.recordMetric(`m${i}`, 1);
    expect(await rejections(metrics)).toEqual({ metric_limit: 200 });
  });

  it('logs each refusal and each overflow once, without label values', () => {
    const lines: string[] = [];
    const keep: DiagLogFunction = (...words) => lines.push(words.join(' '));
    diag.setLogger(
      { verbose: keep, debug: keep, info: keep, warn: keep, error: keep },
      { suppressOverrideMessage: true },
    );
    lines.length = 0;
    const metrics = createMetrics({ clock: new ManualClock(), system: false, cardinalityLimit: 2 });
    for (let i = 0; i < 5; i++) {
      metrics.recordMetric('m', Number.NaN);
      metrics.recordMetric('n', 1, { user: `secret${i}` });
    }
    diag.disable();
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('refused a measurement of m');
    expect(lines[1]).toContain('n has reached its limit of 2 series');
    expect(lines.join()).not.toContain('secret');
  });
});

describe('a counter', () => {
  it('is there with 0 once 0 was added, so that the first event counts', async () => {
    const metrics = make();
    metrics.recordCounter('jobs_failed_total', 0, { queue: 'mail' });
    expect(await values(metrics, 'jobs_failed_total')).toEqual([[{ queue: 'mail' }, 0]]);
  });
});

describe('recordBackup', () => {
  it.each<[string, unknown]>([
    ['no type', { success: true }],
    ['an empty type', { type: '', success: true }],
    ['nothing at all', undefined],
  ])('refuses a backup with %s', async (_title, backup) => {
    const metrics = make();
    metrics.recordBackup(backup as never);
    expect(await rejections(metrics)).toEqual({ invalid_label: 1 });
  });

  it('counts a backup whose figures are nonsense and leaves the figures out', async () => {
    const metrics = make();
    metrics.recordBackup({ type: 'full', success: true, durationSeconds: -1, sizeBytes: Number.NaN });
    expect(await values(metrics, 'kotoba_backup_success_total')).toContainEqual([
      { backup_type: 'full', status: 'ok' },
      1,
    ]);
    expect(await values(metrics, 'kotoba_backup_duration_seconds')).toEqual([]);
    expect(await values(metrics, 'kotoba_backup_size_bytes')).toEqual([]);
    expect(await rejections(metrics)).toEqual({ invalid_value: 2 });
  });
});
