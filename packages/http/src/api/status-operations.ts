import { formatDuration, type Labels, METRIC_NAME, type MetricMetadata } from '@kotoba/core';
import type { ApiAnswer, ApiCall, ApiContext } from './api-call.ts';
import { badData } from './api-error.ts';
import { jsonString } from './json-text.ts';
import { EARLIEST_MILLIS, LATEST_MILLIS } from './parse-time.ts';

/** How many entries each list of `/api/v1/status/tsdb` has unless `limit` says otherwise. */
const DEFAULT_LIST_LENGTH = 10;

/** `/api/v1/metadata`. */
export function metadata({ parameters }: ApiCall, { source }: ApiContext): ApiAnswer {
  const limit = parameters.number('limit') ?? -1;
  const perMetric = parameters.number('limit_per_metric') ?? -1;
  const known = source.metadata?.() ?? new Map<string, MetricMetadata>();
  const metric = parameters.get('metric');
  const names = metric === '' ? [...known.keys()].sort() : [metric].filter((name) => known.has(name));
  const entries = names.slice(0, limit < 0 ? undefined : limit).map((name) => {
    const { type, help, unit } = known.get(name)!;
    return `${jsonString(name)}:${perMetric === 0 ? '[]' : JSON.stringify([{ type, help, unit }])}`;
  });
  return { data: [`{${entries.join(',')}}`] };
}

/** `/api/v1/status/buildinfo`. Without `features`, by which Grafana would take the server for Mimir. */
export function buildInfo(_call: ApiCall, { build }: ApiContext): ApiAnswer {
  const { version, revision } = build;
  return json({ version, revision, branch: '', buildUser: '', buildDate: '', goVersion: '' });
}

/** `/api/v1/status/flags`. */
export function flags(_call: ApiCall, context: ApiContext): ApiAnswer {
  return json({
    'query.lookback-delta': formatDuration(context.lookbackMillis),
    'query.max-concurrency': String(context.queryConcurrency),
    'query.timeout': formatDuration(context.queryTimeoutMillis),
    ...context.flags,
  });
}

/** `/api/v1/status/runtimeinfo`: what is true of this server; nothing about the host. */
export function runtimeInfo(_call: ApiCall, { startedMillis, clock, flags: given }: ApiContext): ApiAnswer {
  const retention = given['storage.tsdb.retention.time'];
  return json({
    startTime: new Date(startedMillis).toISOString(),
    serverTime: new Date(clock.now()).toISOString(),
    reloadConfigSuccess: true,
    lastConfigTime: new Date(startedMillis).toISOString(),
    ...(retention !== undefined && { storageRetention: retention }),
  });
}

/** `/api/v1/status/tsdb`. */
export async function storeStatus(
  { parameters, signal }: ApiCall,
  { source }: ApiContext,
): Promise<ApiAnswer> {
  const length = listLength(parameters.get('limit'));
  const range = { startMillis: EARLIEST_MILLIS, endMillis: LATEST_MILLIS, signal };
  const all = await source.series([], range);
  const { series, chunks, oldestMillis, newestMillis } = source.stats?.() ?? {};
  const counts = countLabels(all);
  const top = (list: ReadonlyMap<string, number>) =>
    [...list]
      .map(([name, value]) => ({ name, value }))
      .sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1))
      .slice(0, length);
  return json({
    headStats: {
      numSeries: series ?? all.length,
      numLabelPairs: counts.seriesByPair.size,
      ...(chunks !== undefined && { chunkCount: chunks }),
      ...(oldestMillis !== undefined && { minTime: oldestMillis }),
      ...(newestMillis !== undefined && { maxTime: newestMillis }),
    },
    seriesCountByMetricName: top(counts.seriesByMetric),
    labelValueCountByLabelName: top(counts.valuesByName),
    memoryInBytesByLabelName: top(counts.bytesByName),
    seriesCountByLabelValuePair: top(counts.seriesByPair),
  });
}

function listLength(text: string): number {
  if (text === '') return DEFAULT_LIST_LENGTH;
  if (!/^\+?\d{1,9}$/.test(text) || Number(text) < 1) throw badData('limit must be a positive number');
  return Number(text);
}

function countLabels(all: readonly Labels[]) {
  const seriesByMetric = new Map<string, number>();
  const valuesByName = new Map<string, number>();
  const bytesByName = new Map<string, number>();
  const seriesByPair = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, value: number) =>
    map.set(key, (map.get(key) ?? 0) + value);
  for (const { names, values } of all) {
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const value = values[i]!;
      if (name === METRIC_NAME) add(seriesByMetric, value, 1);
      const pair = `${name}=${value}`;
      if (!seriesByPair.has(pair)) add(valuesByName, name, 1);
      add(seriesByPair, pair, 1);
      add(bytesByName, name, Buffer.byteLength(value));
    }
  }
  return { seriesByMetric, valuesByName, bytesByName, seriesByPair };
}

function json(value: unknown): ApiAnswer {
  return { data: [JSON.stringify(value)] };
}
