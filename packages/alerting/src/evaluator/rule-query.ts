import { Labels, type SeriesSource } from '@kotoba/core';
import { type Engine, type InstantSample, PromqlError } from '@kotoba/promql';

/**
 * What a rule's query gives: a vector, of a scalar the vector of one sample without labels.
 * Source: prometheus/prometheus `rules/manager.go`, `EngineQueryFunc`.
 * @throws {PromqlError} or whatever the source threw
 */
export async function askRule(
  engine: Engine,
  source: SeriesSource,
  query: string,
  timeMillis: number,
  signal: AbortSignal,
): Promise<readonly InstantSample[]> {
  const { value } = await engine.instant(query, timeMillis, source, { signal });
  if (value.type === 'vector') return value.samples;
  if (value.type === 'scalar')
    return [{ labels: Labels.EMPTY, timestampMillis: value.timestampMillis, value: value.value }];
  throw new PromqlError('PROMQL_EXECUTION_ERROR', 'rule result is not a vector or scalar');
}
