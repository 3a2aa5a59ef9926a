import type { DetailMetrics } from '@kotoba/core';
import type { KotobaClient } from './client.ts';

/** What `/health` tells; a field that is not there is unknown. */
export interface KotobaHealth {
  readonly version?: string;
}

/** @throws {Error} when the server does not answer, or says that it is not well */
export async function readHealth(client: KotobaClient, signal: AbortSignal): Promise<KotobaHealth> {
  const answer = recordOf(await client.get('/health', signal), '/health');
  if ('success' in answer && answer.success !== true)
    throw new Error(`expected success from /health, got ${failureOf(answer)}`);
  const { version } = { ...answer, ...(isRecord(answer.data) && answer.data) };
  return typeof version === 'string' && version !== '' ? { version } : {};
}

/**
 * The counts of `/api/v1/stats`: `{ success, data: { node_count, edge_count, cache_size }, error }`.
 * @throws {Error} when the answer is anything else
 */
export async function readStats(client: KotobaClient, signal: AbortSignal): Promise<DetailMetrics> {
  const answer = recordOf(await client.get('/api/v1/stats', signal), '/api/v1/stats');
  if (answer.success !== true)
    throw new Error(`expected success from /api/v1/stats, got ${failureOf(answer)}`);
  const data = recordOf(answer.data, 'the data of /api/v1/stats');
  const [nodes, edges, cached] = [
    countOf(data.node_count),
    countOf(data.edge_count),
    countOf(data.cache_size),
  ];
  return {
    ...(nodes !== undefined && { graphNodes: [[nodes]] }),
    ...(edges !== undefined && { graphEdges: [[edges]] }),
    ...(cached !== undefined && { cacheEntries: [[cached]] }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new Error(`expected an object as ${what}, got ${value === null ? 'null' : typeof value}`);
}

/** Counts that make no sense are unknown. */
function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function failureOf({ error }: Readonly<Record<string, unknown>>): string {
  return typeof error === 'string' ? error.slice(0, 200) : 'no reason';
}
