import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Clock,
  type ObserveOptions,
  type QueryObserver,
  type QueryOperation,
  systemClock,
} from '@kotoba/core';
import { classifySql } from '../classify-sql.ts';
import { measurePublished, type Publication } from './measure-published.ts';
import { OperationNames } from './operation-names.ts';

/** Which queries of a driver are meant: its channels tell of all servers the process talks to. */
export interface PublishedQueriesOptions {
  /** Only those to this host, spelled as the driver was given it: a name, an address, a socket's path. Default: any. */
  readonly host?: string;
  /** Only those to this port. Default: any. */
  readonly port?: number;
  /** Only those to this database of the server. Default: any. */
  readonly database?: string;
  /** Default the system's. */
  readonly clock?: Clock;
}

/** Queries a driver publishes, measured; for a `MonitoredDatabase` of your own. */
export interface PublishedQueries {
  /** From now on `observer` is given every query; answers how to stop. Never throws. */
  observe(observer: QueryObserver, options?: ObserveOptions): () => void;
  /** Runs `work` and answers what it answers; the queries it makes, at once or later, are not measured. */
  unmeasured<T>(work: () => T): T;
}

/** What `mysql2` and `mongoose` tell of a query. */
interface DriverContext {
  readonly serverAddress?: unknown;
  readonly serverPort?: unknown;
  readonly database?: unknown;
  readonly query?: unknown;
  readonly operation?: unknown;
}

/** Queries of a monitoring that asks over the driver it measures. */
const unmeasuredWork = new AsyncLocalStorage<true>();

/**
 * Queries of `mysql2` 3.20 or newer, by their first word: `query` and `execute` of connections and pools, with callbacks,
 * promises and events. Waiting for a connection of the pool is not part of them.
 */
export function mysql2Queries(options: PublishedQueriesOptions = {}): PublishedQueries {
  return driverQueries(options, {
    channels: ['mysql2:query', 'mysql2:execute'],
    operationOf: ({ query }) => classifySql(query),
    statementOf: ({ query }) => query,
  });
}

/**
 * Operations of `mongoose` 9.4 or newer by its own names (`find`, `updateOne`, `save`, `aggregate` …), hooks and
 * validation included. What cursors fetch is left out: they publish each document.
 */
export function mongooseQueries(options: PublishedQueriesOptions = {}): PublishedQueries {
  const names = new OperationNames();
  return driverQueries(options, {
    channels: [
      'mongoose:query',
      'mongoose:aggregate',
      'mongoose:model:save',
      'mongoose:model:insertMany',
      'mongoose:model:bulkWrite',
    ],
    operationOf: ({ operation }) => names.of(operation),
  });
}

interface DriverPublication {
  readonly channels: readonly string[];
  operationOf(context: DriverContext): QueryOperation;
  statementOf?(context: DriverContext): unknown;
}

function driverQueries(
  { host, port, database, clock = systemClock }: PublishedQueriesOptions,
  publication: DriverPublication,
): PublishedQueries {
  const isMeant = (context: DriverContext) =>
    (host === undefined || context.serverAddress === host) &&
    (port === undefined || context.serverPort === port) &&
    (database === undefined || context.database === database) &&
    unmeasuredWork.getStore() === undefined;
  const published: Publication = {
    ...publication,
    operationOf: (context) => (isMeant(context) ? publication.operationOf(context) : undefined),
  };
  const { observe } = measurePublished(published, clock);
  return { observe, unmeasured: (work) => unmeasuredWork.run(true, work) };
}
