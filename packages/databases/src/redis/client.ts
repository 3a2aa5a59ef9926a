import type { OwnedConnection } from '../own-connection/own-connection.ts';

/** What the adapter uses of a client of `ioredis`. */
export interface IoredisClient {
  readonly status: string;
  readonly options: {
    readonly host?: string | undefined;
    readonly port?: number | undefined;
    readonly path?: string | null | undefined;
  };
  duplicate(override?: object): IoredisClient;
  call(command: string, ...args: string[]): Promise<unknown>;
  connect(): Promise<unknown>;
  disconnect(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  readonly stream?: { unref?(): unknown; destroy?(): unknown };
}

/** What the adapter uses of a client of `redis` (node-redis). */
export interface NodeRedisClient {
  readonly isOpen: boolean;
  readonly options?: {
    readonly socket?:
      | {
          readonly host?: string | undefined;
          readonly port?: number | undefined;
          readonly path?: string | undefined;
        }
      | undefined;
  };
  duplicate(overrides?: object): NodeRedisClient;
  sendCommand(args: string[]): Promise<unknown>;
  connect(): Promise<unknown>;
  destroy(): void;
  unref(): void;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** A client the app already has. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** Where a client's server is, as the drivers tell it of each command. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number | undefined;
}

const DEFAULT_PORT = 6_379;

/** Whether it is a client of `ioredis`. */
export function isIoredis(client: RedisClient): client is IoredisClient {
  return 'status' in client && typeof (client as IoredisClient).call === 'function';
}

/** Whether it is a client of either driver. */
export function isRedisClient(client: RedisClient): boolean {
  if (typeof client !== 'object' || client === null || typeof client.duplicate !== 'function') return false;
  return isIoredis(client) || typeof (client as NodeRedisClient).sendCommand === 'function';
}

/** Whether the app has closed it for good. */
export function isClosed(client: RedisClient): boolean {
  return isIoredis(client) ? ['end', 'disconnecting'].includes(client.status) : !client.isOpen;
}

export function addressOf(client: RedisClient): ServerAddress {
  if (isIoredis(client)) {
    const { path, host = 'localhost', port = DEFAULT_PORT } = client.options;
    return path ? { address: path, port: undefined } : { address: host, port };
  }
  const { path, host = 'localhost', port = DEFAULT_PORT } = client.options?.socket ?? {};
  return path === undefined ? { address: host, port } : { address: path, port: undefined };
}

/** Answers to the commands of one reading, in their order; a command the server refuses answers its error. */
export type CommandAnswers = readonly unknown[];

/** Commands being sent by the monitoring itself; sending is synchronous, and so is what it publishes. */
let sendingOwn = 0;

/** Whether what a driver publishes now is the monitoring's own. */
export function isOwnCommand(): boolean {
  return sendingOwn > 0;
}

/**
 * A connection of its own like the app's client's, not connected yet. It gives up at once where the app's would try again:
 * the monitoring has pauses of its own.
 */
export function connectionLike(client: RedisClient, timeoutMillis: number): OwnedConnection {
  return isIoredis(client)
    ? ioredisConnection(client, timeoutMillis)
    : nodeRedisConnection(client, timeoutMillis);
}

function ioredisConnection(client: IoredisClient, timeoutMillis: number): OwnedConnection {
  const own = client.duplicate({
    lazyConnect: true,
    connectTimeout: timeoutMillis,
    retryStrategy: null,
    sentinelRetryStrategy: null,
    reconnectOnError: null,
    maxRetriesPerRequest: 0,
    disconnectTimeout: 200,
    enableOfflineQueue: false,
    autoResubscribe: false,
    connectionName: CONNECTION_NAME,
  });
  return {
    connect: () => own.connect(),
    query: (text) => sendAll(text, ([command, ...args]) => own.call(command!, ...args)),
    end: async () => own.disconnect(),
    unref: () => own.stream?.unref?.(),
    on: (event, listener) => own.on(event, listener),
  };
}

function nodeRedisConnection(client: NodeRedisClient, timeoutMillis: number): OwnedConnection {
  const own = client.duplicate({
    name: CONNECTION_NAME,
    disableOfflineQueue: true,
    pingInterval: undefined,
    socket: { ...client.options?.socket, connectTimeout: timeoutMillis, reconnectStrategy: false },
  });
  return {
    connect: () => own.connect(),
    query: (text) => sendAll(text, (args) => own.sendCommand([...args])),
    end: async () => own.destroy(),
    unref: () => own.unref(),
    on: (event, listener) => own.on(event, listener),
  };
}

const CONNECTION_NAME = 'kotoba-monitoring';

/** Sends one command a line, all at once. @throws what ended the connection, as no command was answered then */
async function sendAll(
  text: string,
  send: (command: readonly string[]) => Promise<unknown>,
): Promise<CommandAnswers> {
  sendingOwn++;
  let sent: Promise<unknown>[];
  try {
    sent = text.split('\n').map((line) => send(line.split(' ')));
  } finally {
    sendingOwn--;
  }
  const settled = await Promise.allSettled(sent);
  return settled.map((result) => {
    if (result.status === 'fulfilled') return result.value;
    if (isRefusal(result.reason)) return result.reason as unknown;
    throw result.reason;
  });
}

/** Whether the server itself said no, as for want of rights: its errors begin with a word in capitals. */
function isRefusal(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^[A-Z]{2,}\b/.test(error.message) &&
    !/^(LOADING|MASTERDOWN)\b/.test(error.message)
  );
}
