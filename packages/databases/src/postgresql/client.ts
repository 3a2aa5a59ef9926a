import type { DatabaseServer } from '@kotoba/core';
import type { OwnedConnection } from '../own-connection/own-connection.ts';
import { isPatchedMethod } from '../patched-method.ts';

/** What the adapter uses of a connection of its own: a `Client` of `pg` that is not connected yet fits. */
export interface PostgresqlConnection extends OwnedConnection {}

/** What the adapter uses of the app's `Pool` of `pg`. */
export interface PostgresqlPool {
  on(event: 'connect' | 'acquire' | 'remove', listener: (client: object) => void): unknown;
  removeListener(event: 'connect' | 'acquire' | 'remove', listener: (client: object) => void): unknown;
  query(...parameters: never[]): unknown;
  connect(...parameters: never[]): unknown;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly ending?: boolean;
  readonly options?: { readonly max?: number | undefined };
}

/** What the adapter uses of the app's single `Client` of `pg`. */
export interface PostgresqlSingleClient {
  on(event: 'end', listener: () => void): unknown;
  query(...parameters: never[]): unknown;
  end(...parameters: never[]): unknown;
  /** Whether `end()` has been called, as the driver notes it. */
  readonly _ending?: boolean;
}

/** The app's client: a `Pool` or a `Client` of `pg`. */
export type PostgresqlClient = PostgresqlPool | PostgresqlSingleClient;

/** Whether the client is a pool, which counts its connections. */
export function isPool(client: PostgresqlClient): client is PostgresqlPool {
  return 'totalCount' in client && 'waitingCount' in client;
}

/** Whether OpenTelemetry's instrumentation of `pg` measures it: that one patches the class of connections. */
export function isInstrumentedClient(client: PostgresqlClient): boolean {
  if (!isPool(client)) return isPatchedMethod(client, 'query');
  const { Client } = client as { readonly Client?: unknown };
  return typeof Client === 'function' && isPatchedMethod(Client.prototype, 'query');
}

/** Where the client's server is, as far as its settings tell; those of a connection string are known of single clients only. */
export function serverOf(client: PostgresqlClient): DatabaseServer | undefined {
  const { host, port } = ((isPool(client) ? client.options : client) ?? {}) as Settings;
  if (typeof host !== 'string') return undefined;
  return { address: host, port: typeof port === 'number' ? port : undefined };
}

type Settings = Readonly<Record<string, unknown>>;
type ConnectionClass = new (settings: Settings) => PostgresqlConnection;

/** Settings of the app's that are none of the monitoring connection's business. */
const OWN_SETTINGS: Settings = {
  application_name: 'kotoba-monitoring',
  statement_timeout: undefined,
  query_timeout: undefined,
  idle_in_transaction_session_timeout: undefined,
  types: undefined,
  binary: false,
  pipeline: false,
};

/**
 * How to make a connection like those of the app's client: of the same class, with the same settings. Undefined
 * where the client does not tell them.
 */
export function connectionLike(
  client: PostgresqlClient,
  connectTimeoutMillis: number,
): (() => PostgresqlConnection) | undefined {
  const source = client as unknown as {
    readonly Client?: unknown;
    readonly options?: Settings;
    readonly connectionParameters?: Settings;
    readonly constructor: unknown;
  };
  const made = isPool(client) ? source.Client : source.constructor;
  const settings = isPool(client) ? source.options : source.connectionParameters;
  if (typeof made !== 'function' || typeof settings !== 'object' || settings === null) return undefined;
  // The app's clients share one connection, as those of PGlite do: a further one would share it too.
  if (isObject(settings.connection) || isObject(settings.stream)) return undefined;
  return () => {
    const { password } = settings; // Not enumerable, so a spread leaves it out.
    const secret = password === undefined ? {} : { password };
    const limits = { connectionTimeoutMillis: connectTimeoutMillis };
    return new (made as ConnectionClass)({ ...settings, ...secret, ...OWN_SETTINGS, ...limits });
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
