import { postgresqlCases } from './adapters/postgresql.ts';
import { redisCases } from './adapters/redis.ts';
import type { BenchCase } from './measure.ts';

export const unit = 'µs';

/** What adapters cost: a query measured, and a collection, for the server and for the app's process. */
export default async function bench(): Promise<BenchCase[]> {
  return [...(await redisCases()), ...(await postgresqlCases())];
}
