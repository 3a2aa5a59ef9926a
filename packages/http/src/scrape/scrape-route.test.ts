import { request } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type KotobaError, ManualClock, SeriesTranslator, systemClock } from '@kotoba/core';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createHttpServer, type HttpServer } from '../server.ts';
import { ScrapeReader } from './scrape-reader.ts';
import { scrapeRoute } from './scrape-route.ts';
import { type ScrapeObserver, Scraper } from './scraper.ts';

const servers: HttpServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

class Account implements ScrapeObserver {
  readonly collected: number[] = [];
  readonly failed: unknown[] = [];
  readonly leftOut: string[] = [];
  onCollected(_seconds: number, _translation: unknown, errors: readonly unknown[]): void {
    this.collected.push(errors.length);
  }
  onFailed(_seconds: number, error: unknown): void {
    this.failed.push(error);
  }
  onLeftOut(metric: string): void {
    this.leftOut.push(metric);
  }
}

async function serve(
  reader: Pick<ScrapeReader, 'collect'>,
  options: { host?: string; allowedHosts?: string[]; limit?: number } = {},
) {
  const account = new Account();
  const scraper = new Scraper({
    reader,
    translator: new SeriesTranslator(),
    clock: systemClock,
    observer: account,
    collectTimeoutMillis: options.limit ?? 5_000,
  });
  const server = createHttpServer(scrapeRoute(scraper), {
    port: 0,
    host: options.host ?? '127.0.0.1',
    allowedHosts: options.allowedHosts ?? [],
  });
  servers.push(server);
  const address = await server.listen();
  return { address, account, scraper, server, port: Number(new URL(address).port) };
}

function readerWith(record: (provider: MeterProvider) => void): ScrapeReader {
  const reader = new ScrapeReader();
  record(new MeterProvider({ readers: [reader] }));
  return reader;
}

const someMetrics = () => readerWith((provider) => provider.getMeter('t').createCounter('orders').add(2));
const manyMetrics = () =>
  readerWith((provider) => {
    const counter = provider.getMeter('t').createCounter('orders');
    for (let i = 0; i < 200; i++) counter.add(i, { i: String(i) });
  });

function send(
  port: number,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/metrics', method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('the scrape endpoint', () => {
  it('answers GET with the text format and its content type', async () => {
    const { address, account } = await serve(someMetrics());
    const response = await fetch(`${address}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('\norders_total 2\n');
    expect(account.collected).toEqual([0]);
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const { port } = await serve(someMetrics());
    const head = await send(port, {}, 'HEAD');
    const get = await send(port, {});
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(get.body).toHaveLength(Number(get.headers['content-length']));
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    'refuses %s and says what it allows',
    async (method) => {
      const { port, account } = await serve(someMetrics());
      const response = await send(port, {}, method);
      expect(response.status).toBe(405);
      expect(response.headers.allow).toBe('GET, HEAD');
      expect(account.collected).toEqual([]);
    },
  );

  it('compresses when asked, to the very same text', async () => {
    const { port } = await serve(manyMetrics());
    const plain = await send(port, {});
    const zipped = await send(port, { 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.headers.vary).toBe('accept, accept-encoding');
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.body.length).toBeLessThan(plain.body.length / 3);
  });

  it.each([
    ['gzip;q=0', undefined],
    ['identity', undefined],
    ['br', undefined],
    ['gzip;q=0.2, identity;q=0.9', undefined],
    ['*', 'gzip'],
    ['deflate, gzip;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
  ])('obeys "accept-encoding: %s"', async (header, encoding) => {
    const { port } = await serve(manyMetrics());
    expect((await send(port, { 'accept-encoding': header })).headers['content-encoding']).toBe(encoding);
  });

  it('makes one collection for all who ask at once', async () => {
    let collections = 0;
    const reader = readerWith((provider) => {
      provider
        .getMeter('t')
        .createObservableGauge('slow')
        .addCallback(async (result) => {
          collections++;
          await new Promise((resolve) => setTimeout(resolve, 100));
          result.observe(collections);
        });
    });
    const { address } = await serve(reader);
    const texts = await Promise.all(
      Array.from({ length: 20 }, async () => (await fetch(`${address}/metrics`)).text()),
    );
    expect(collections).toBe(1);
    expect(new Set(texts).size).toBe(1);
  });

  it('serves what there is when one instrument throws or hangs, and tells the observer', async () => {
    const reader = readerWith((provider) => {
      const meter = provider.getMeter('t');
      meter.createObservableGauge('throws').addCallback(() => {
        throw new Error('broken sensor');
      });
      meter.createObservableGauge('hangs').addCallback(() => new Promise(() => {}));
      meter.createCounter('fine').add(1);
    });
    const { address, account } = await serve(reader, { limit: 500 });
    const response = await fetch(`${address}/metrics`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('fine_total 1');
    expect(account.collected).toEqual([2]);
  });

  it('answers 503 with the reason when the collection fails', async () => {
    const { address, account } = await serve({ collect: () => Promise.reject(new Error('no provider')) });
    const response = await fetch(`${address}/metrics`);
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('the collection failed: no provider\n');
    expect(account.failed).toHaveLength(1);
  });

  it('answers 503 when the collection hangs, does not start another beside it, and recovers', async () => {
    let release = () => {};
    let collections = 0;
    const inner = someMetrics();
    const { address } = await serve(
      {
        collect: async (options) => {
          if (++collections === 1) await new Promise<void>((resolve) => (release = resolve));
          return inner.collect(options);
        },
      },
      { limit: 100 },
    );
    const first = await fetch(`${address}/metrics`);
    expect([first.status, await first.text()]).toEqual([
      503,
      'the collection did not finish within 100 ms\n',
    ]);
    const second = await fetch(`${address}/metrics`);
    expect([second.status, await second.text()]).toEqual([503, 'the collection before still hangs\n']);
    expect(collections).toBe(1);
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await fetch(`${address}/metrics`)).status).toBe(200);
  });

  it('reports a gauge as absent once it is no longer observed', async () => {
    let observed = true;
    const reader = readerWith((provider) => {
      provider
        .getMeter('t')
        .createObservableGauge('g')
        .addCallback((result) => {
          if (observed) result.observe(1);
        });
    });
    const { address } = await serve(reader);
    expect(await (await fetch(`${address}/metrics`)).text()).toContain('\ng 1\n');
    observed = false;
    expect(await (await fetch(`${address}/metrics`)).text()).not.toContain('\ng 1\n');
  });
});

describe('the server', () => {
  it.each(['localhost', '127.0.0.1', '127.8.9.1:9090', '[::1]:80', 'app.localhost'])(
    'answers the host %s on loopback',
    async (host) => {
      const { port } = await serve(someMetrics());
      expect((await send(port, { host })).status).toBe(200);
    },
  );

  it.each(['evil.example', '10.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example:9090'])(
    'refuses the host %s on loopback',
    async (host) => {
      const { port, account } = await serve(someMetrics());
      const response = await send(port, { host });
      expect(response.status).toBe(421);
      expect(response.body.toString()).not.toContain('orders');
      expect(account.collected).toEqual([]);
    },
  );

  it('answers a foreign host that is allowed, and any when bound beyond loopback', async () => {
    const allowed = await serve(someMetrics(), { allowedHosts: ['metrics.internal'] });
    expect((await send(allowed.port, { host: 'metrics.internal:9090' })).status).toBe(200);
    const beyond = await serve(someMetrics(), { host: '0.0.0.0' });
    expect((await send(beyond.port, { host: 'anything.example' })).status).toBe(200);
  });

  it('says which port is taken and which option changes it', async () => {
    const { port } = await serve(someMetrics());
    const second = createHttpServer(scrapeRoute({} as Scraper), {
      port,
      portOption: 'the option prometheus.port',
    });
    await expect(second.listen()).rejects.toMatchObject({
      code: 'KOTOBA_LISTEN_FAILED',
      message: `cannot listen on 127.0.0.1:${port}: port ${port} is taken by another process or worker; stop that, or choose another port with the option prometheus.port`,
      cause: { code: 'EADDRINUSE' },
    });
    await second.close();
  });

  it('lets a scrape in flight finish when it closes, and refuses new ones', async () => {
    const begun = Promise.withResolvers<void>();
    const reader = readerWith((provider) => {
      provider
        .getMeter('t')
        .createObservableGauge('slow')
        .addCallback(async (result) => {
          begun.resolve();
          await new Promise((resolve) => setTimeout(resolve, 200));
          result.observe(5);
        });
    });
    const { address, server } = await serve(reader);
    const inFlight = fetch(`${address}/metrics`);
    await begun.promise;
    const closed = server.close();
    await expect(fetch(`${address}/metrics`)).rejects.toThrow();
    expect(await (await inFlight).text()).toContain('\nslow 5\n');
    await closed;
  });

  it('cuts what does not finish within the limit', async () => {
    const clock = new ManualClock();
    const account = new Account();
    const begun = Promise.withResolvers<void>();
    const collect = () => {
      begun.resolve();
      return new Promise<never>(() => {});
    };
    const scraper = new Scraper({
      reader: { collect },
      translator: new SeriesTranslator(),
      clock,
      observer: account,
    });
    const server = createHttpServer(scrapeRoute(scraper), { port: 0 }, clock);
    const address = await server.listen();
    const hanging = fetch(`${address}/metrics`).then(
      () => 'answered',
      () => 'cut',
    );
    await begun.promise;
    const closed = server.close();
    await clock.advance(2_000);
    expect(await hanging).toBe('cut');
    await closed;
  });

  it('survives a client that sends rubbish', async () => {
    const { port, address } = await serve(someMetrics());
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end('\u0000\u0001 rubbish\r\n\r\n'));
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect((await fetch(`${address}/metrics`)).status).toBe(200);
  });
});

describe('Scraper', () => {
  it('gives its failures a code and keeps their cause', async () => {
    const cause = new Error('deep');
    const scraper = new Scraper({
      reader: { collect: () => Promise.reject(cause) },
      translator: new SeriesTranslator(),
      clock: systemClock,
      observer: new Account(),
    });
    const error: KotobaError = await scraper.scrape().then(
      () => undefined as never,
      (thrown) => thrown,
    );
    expect([error.code, error.cause]).toEqual(['KOTOBA_COLLECTION_FAILED', cause]);
  });
});
