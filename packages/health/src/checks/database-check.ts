import type { DatabaseMetrics, MonitoredDatabase } from '@kotoba/core';
import type { HealthCheckFunction } from '../health-check.ts';
import type { DatabaseReader } from './pool-check.ts';

/**
 * Healthy when the database answers: its `ping()`, or a reading of its state where it offers none.
 * @param onReading given the state whenever one was read for this check; must not throw
 */
export function databaseCheck(
  database: MonitoredDatabase,
  read: DatabaseReader,
  onReading: (metrics: DatabaseMetrics) => void,
): HealthCheckFunction {
  return async (context) => {
    if (database.ping !== undefined) await database.ping(context);
    else onReading(await read(context));
  };
}
