import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MonitoredDatabase } from '@kotoba/core';
import { kotobaDatabase } from './database.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let handler: Handler;
let url: string;
let seen: IncomingMessage[];

beforeEach(async () => {
  seen = [];
  handler = documented({ node_count: 12, edge_count: 34, cache_size: 5 });
  server = createServer((request, response) => {
    seen.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** KotobaDB's server as its documentation has it. */
function documented(data: object): Handler {
  return ({ url: path }, response) => {
    if (path === '/health')
      json(response, { success: true, data: { status: 'healthy', version: '0.1.22' }, error: null });
    else if (path === '/api/v1/stats') json(response, { success: true, data, error: null });
    else json(response, { success: false, data: null, error: 'not found' }, 404);
  };
}

function context() {
  return { signal: AbortSignal.timeout(5_000) };
}

function failures(database: MonitoredDatabase) {
  return Promise.allSettled([database.getDetailMetrics!(context()), database.ping!(context())]);
}

describe('KotobaDB as a monitored database', () => {
  it('tells its counts and version, and nothing it does not know', async () => {
    const database = kotobaDatabase({ url });
    expect([database.name, database.system]).toEqual(['kotobadb', 'kotobadb']);
    expect(await database.getDatabaseMetrics(context())).toEqual({ version: '0.1.22' });
    expect(await database.getDetailMetrics!(context())).toEqual({
      graphNodes: [[12]],
      graphEdges: [[34]],
      cacheEntries: [[5]],
    });
    await database.ping!(context());
    expect(database.getQueryMetrics ?? database.getStorageMetrics ?? database.observeQueries).toBeUndefined();
  });

  it('leaves out counts that are missing or make no sense', async () => {
    handler = documented({ node_count: -1, edge_count: '34', other: 7 });
    expect(await kotobaDatabase({ url }).getDetailMetrics!(context())).toEqual({});
  });

  it('takes a plain health answer for well, without a version', async () => {
    handler = (_request, response) => json(response, { status: 'ok' });
    expect(await kotobaDatabase({ url }).getDatabaseMetrics(context())).toEqual({});
  });

  it('sends the token, and tells nobody of it', async () => {
    const database = kotobaDatabase({ url, token: 'hunter2' });
    await database.ping!(context());
    expect(seen[0]!.headers.authorization).toBe('Bearer hunter2');
    handler = (_request, response) => json(response, { success: false, error: 'no' }, 401);
    const [failure] = await failures(database);
    expect(JSON.stringify([failure, database])).not.toContain('hunter2');
    expect(String((failure as PromiseRejectedResult).reason)).not.toContain('hunter2');
  });

  it.each<[string, Handler, string]>([
    [
      'an error',
      (_request, response) => json(response, { success: false, data: null, error: 'disk is full' }),
      'disk is full',
    ],
    ['a status', (_request, response) => json(response, {}, 503), '503'],
    ['HTML', (_request, response) => void response.end('<html></html>'), 'expected JSON'],
    ['a list', (_request, response) => json(response, []), 'expected an object'],
    ['nothing', (request) => void request.socket.destroy(), 'did not answer'],
    [
      'another address',
      (_request, response) => void response.writeHead(302, { location: 'http://evil.example' }).end(),
      'did not answer',
    ],
    ['endless text', (_request, response) => void flood(response), 'at most'],
  ])('rejects when the server answers with %s', async (_title, answer, reason) => {
    handler = answer;
    for (const failure of await failures(kotobaDatabase({ url }))) {
      expect(failure.status).toBe('rejected');
      const { reason: error } = failure as PromiseRejectedResult;
      expect(error).toMatchObject({ code: 'KOTOBA_DATABASE_READ_FAILED', cause: expect.anything() });
      expect(error.message).toContain(reason);
    }
  });

  it('gives up at the signal while the server hangs, and recovers without help', async () => {
    const healthy = handler;
    handler = () => undefined;
    const database = kotobaDatabase({ url });
    const abort = new AbortController();
    const reason = new Error('time is up');
    const reading = expect(database.getDetailMetrics!({ signal: abort.signal })).rejects.toBe(reason);
    setTimeout(() => abort.abort(reason), 50);
    await reading;
    handler = healthy;
    await database.ping!(context());
  });

  it.each([
    [{ url: 'localhost:8100' }, 'KOTOBA_DATABASE_INVALID_CLIENT'],
    [{ url: 'http://user:hunter2@localhost' }, 'KOTOBA_DATABASE_INVALID_CLIENT'],
    [{ name: '' }, 'KOTOBA_DATABASE_INVALID_NAME'],
  ])('refuses %j', (options, code) => {
    expect(() => kotobaDatabase(options)).toThrow(expect.objectContaining({ code }));
    expect(() => kotobaDatabase(options)).not.toThrow(
      expect.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });
});

async function flood(response: ServerResponse): Promise<void> {
  while (!response.destroyed) {
    if (!response.write('x'.repeat(65_536)))
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
}
