import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { getRequestListener } from '@hono/node-server';
import { type Clock, createLogger, KotobaError, loggableError, systemClock } from '@kotoba/core';
import { Hono } from 'hono';
import { hostGuard } from './host-guard.ts';
import { type HttpServerOptions, httpServerDefaults } from './options.ts';

const logger = createLogger('http');

/** A server that was made and may be listening. */
export interface HttpServer {
  /**
   * Starts listening; answers the address as `http://127.0.0.1:9090`.
   * @throws {KotobaError} KOTOBA_LISTEN_FAILED
   */
  listen(): Promise<string>;
  /** Stops listening, lets requests in flight finish within a limit, then cuts them. May be called twice. */
  close(): Promise<void>;
}

/** A server for `routes`, which are mounted at `/`. It never keeps the process alive. */
export function createHttpServer(
  routes: Hono,
  given: HttpServerOptions = {},
  clock: Clock = systemClock,
): HttpServer {
  const options = { ...httpServerDefaults, ...given };
  const app = new Hono();
  app.use(hostGuard(options.host, options.allowedHosts));
  app.route('/', routes);
  app.onError((error, context) => {
    logger.error(`a request of ${context.req.path} failed: ${loggableError(error)}`);
    return context.text('The request failed; the log says why.\n', 500);
  });
  const limits = {
    requestTimeout: options.requestTimeoutMillis,
    headersTimeout: options.requestTimeoutMillis,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384,
  };
  const server = createServer(limits, adapted(app));
  server.maxConnections = options.maxConnections;
  server.unref();
  server.on('connection', (socket) => socket.unref());
  return {
    listen: () => listen(server, options),
    close: () => close(server, options.closeTimeoutMillis, clock),
  };
}

/**
 * Hands requests to the app. The adapter is loaded with the first of them: it brings in Node's `fetch`, which an app that starts
 * should not wait for.
 */
function adapted(app: Hono): RequestListener {
  let listener: Promise<ReturnType<typeof getRequestListener>> | undefined;
  return async (request, response) => {
    listener ??= import('@hono/node-server').then((adapter) => adapter.getRequestListener(app.fetch));
    try {
      await (await listener)(request, response);
    } catch (error) {
      logger.error(`a request failed: ${loggableError(error)}`);
      response.destroy();
    }
  };
}

function listen(server: Server, options: Required<HttpServerOptions>): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, options));
    server.once('error', fail);
    // Else workers of node:cluster share the port, and a scrape reaches any one of them.
    server.listen({ host: options.host, port: options.port, exclusive: true }, () => {
      server.removeListener('error', fail);
      server.on('error', () => {});
      const { address, port, family } = server.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${port}`);
    });
  });
}

function listenError(
  error: NodeJS.ErrnoException,
  { host, port, portOption }: { host: string; port: number; portOption: string },
): KotobaError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken by another process or worker; stop that, or choose another port with ${portOption}`,
    EACCES: `this user may not listen on port ${port}; choose another port with ${portOption}`,
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'the host name is not known',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new KotobaError('KOTOBA_LISTEN_FAILED', `cannot listen on ${host}:${port}: ${reason}`, {
    cause: error,
  });
}

function close(server: Server, limitMillis: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cut = clock.setTimeout(() => server.closeAllConnections(), limitMillis);
    server.close(() => {
      cut.cancel();
      resolve();
    });
    server.closeIdleConnections();
  });
}
