import { type Clock, formatDuration } from '@kotoba/core';
import type { HistoryStore } from '@kotoba/history';
import { apiDefaults, apiRoutes } from '@kotoba/http';
import { VERSION } from '@kotoba/metrics';
import { createEngine, type Engine } from '@kotoba/promql';
import type { Hono } from 'hono';
import type { ResolvedOptions } from './options-schema.ts';

/** The engine that answers queries within the limits of the options. */
export function createQueryEngine({ query }: ResolvedOptions, clock: Clock): Engine {
  return createEngine({
    clock,
    timeoutMillis: query.timeoutMillis,
    maxSamples: query.maxSamples,
    lookbackMillis: query.lookbackMillis,
    enableExperimentalFunctions: query.experimentalFunctions,
    enableDurationExpressions: query.experimentalFunctions,
    enableExtendedRangeSelectors: query.experimentalFunctions,
    enableFillModifiers: query.experimentalFunctions,
  });
}

/** Prometheus' HTTP API over the history. */
export function queryApi(
  { query, retentionPeriodMillis }: ResolvedOptions,
  engine: Engine,
  source: HistoryStore,
  clock: Clock,
): Hono {
  return apiRoutes({
    engine,
    source,
    clock,
    queryConcurrency: query.concurrency,
    queryTimeoutMillis: query.timeoutMillis,
    lookbackMillis: query.lookbackMillis,
    build: { version: apiDefaults.build.version, revision: `kotoba-${VERSION}` },
    flags: {
      'query.max-samples': String(query.maxSamples),
      'storage.tsdb.retention.time': formatDuration(retentionPeriodMillis),
    },
  });
}
