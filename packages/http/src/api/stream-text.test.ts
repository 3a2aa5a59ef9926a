import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { createHttpServer, type HttpServer } from '../server.ts';
import { PIECE_CHARACTERS } from './json-text.ts';
import { streamText } from './stream-text.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Text in many pieces, which counts how many were taken. */
class Pieces {
  taken = 0;
  finished = false;
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  *[Symbol.iterator](): Generator<string> {
    try {
      for (; this.taken < this.#count; this.taken++) yield `${this.taken}é`.padEnd(PIECE_CHARACTERS, '.');
    } finally {
      this.finished = true;
    }
  }
}

async function serve(pieces: Iterable<string>, gzip = false): Promise<string> {
  const routes = new Hono().all('/', ({ req }) =>
    streamText(pieces, { status: 200, contentType: 'text/plain', gzip, headersOnly: req.method === 'HEAD' }),
  );
  const server = createHttpServer(routes, { port: 0 });
  servers.push(server);
  return server.listen();
}

describe('streamText', () => {
  it('sends a short text at once, with its length', async () => {
    const answer = await fetch(await serve(['a', 'é', 'b']));
    expect([await answer.text(), answer.headers.get('content-length')]).toEqual(['aéb', '4']);
    expect(await (await fetch(await serve([]))).text()).toBe('');
  });

  it('sends a long text whole, in chunks', async () => {
    const answer = await fetch(await serve(new Pieces(40)));
    expect(answer.headers.get('content-length')).toBeNull();
    expect(await answer.text()).toBe([...new Pieces(40)].join(''));
  });

  it('compresses what is worth it', async () => {
    const long = await fetch(await serve(new Pieces(40), true));
    expect(long.headers.get('content-encoding')).toBe('gzip');
    expect(long.headers.get('vary')).toBe('accept-encoding');
    expect(await long.text()).toBe([...new Pieces(40)].join(''));
    expect((await fetch(await serve(['short'], true))).headers.get('content-encoding')).toBeNull();
    const medium = await fetch(await serve(['x'.repeat(2_000)], true));
    expect(medium.headers.get('content-encoding')).toBe('gzip');
    expect(await medium.text()).toBe('x'.repeat(2_000));
  });

  it('makes no more than a slow client takes, and stops when it goes away', async () => {
    const pieces = new Pieces(10_000);
    const client = new AbortController();
    const answer = await fetch(await serve(pieces), { signal: client.signal });
    const reader = answer.body!.getReader();
    await reader.read();
    for (let taken = -1; taken !== pieces.taken; await sleep(300)) taken = pieces.taken;
    expect(pieces.taken).toBeLessThan(500);
    client.abort();
    await reader.read().catch(() => {});
    for (let i = 0; i < 100 && !pieces.finished; i++) await sleep(10);
    expect(pieces.finished).toBe(true);
  });

  it('makes nothing more for HEAD', async () => {
    const pieces = new Pieces(100);
    const answer = await fetch(await serve(pieces), { method: 'HEAD' });
    expect([answer.status, await answer.text(), pieces.finished]).toEqual([200, '', true]);
  });
});
