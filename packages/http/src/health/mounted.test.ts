import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HealthChecker, type HealthStatus } from '@kotoba/health';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import type { HealthEndpointsOptions } from './health-endpoints.ts';
import { healthFastify } from './health-fastify.ts';
import { healthHandler } from './health-handler.ts';
import { healthMiddleware } from './health-middleware.ts';
import { healthRoutes } from './health-routes.ts';

interface Mounted {
  readonly url: string;
  close(): Promise<unknown>;
}

async function serve(listener: RequestListener): Promise<Mounted> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Ways to mount the endpoints into an app that answers `/other` itself. */
const MOUNTS: Readonly<Record<string, (options: HealthEndpointsOptions) => Promise<Mounted>>> = {
  'node:http': (options) => {
    const health = healthMiddleware(options);
    return serve((request, response) => health(request, response, () => response.end('the app')));
  },
  Express: (options) => {
    const app = express();
    app.use(healthMiddleware(options));
    app.get('/other', (_request, response) => void response.send('the app'));
    return serve(app);
  },
  'Express under a path': async (options) => {
    const app = express();
    app.use('/internal', healthMiddleware(options));
    app.get('/internal/other', (_request, response) => void response.send('the app'));
    const { url, close } = await serve(app);
    return { url: `${url}/internal`, close };
  },
  Fastify: async (options) => {
    const app = fastify();
    app.register(healthFastify(options));
    app.get('/other', async () => 'the app');
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
  'Fastify under a prefix': async (options) => {
    const app = fastify();
    app.register(healthFastify(options), { prefix: '/internal' });
    app.get('/internal/other', async () => 'the app');
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { url: `${url}/internal`, close: () => app.close() };
  },
  Hono: (options) => {
    const app = new Hono()
      .route('/', healthRoutes(options))
      .get('/other', (context) => context.text('the app'));
    return serve(getRequestListener(app.fetch));
  },
  fetch: (options) => {
    const health = healthHandler(options);
    return serve(getRequestListener((request) => health(request) ?? new Response('the app')));
  },
};

describe.each(Object.keys(MOUNTS))('mounted in %s', (way) => {
  const statuses: Record<string, HealthStatus> = { database: 'healthy', cache: 'healthy' };
  const checker = new HealthChecker();
  let runs = 0;
  let mounted: Mounted;
  for (const name of Object.keys(statuses))
    checker.registerCheck(
      name,
      () => {
        runs++;
        return { status: statuses[name]!, message: `told ${name}`, details: { secret_host: 'db.internal' } };
      },
      { critical: name === 'database' },
    );

  const set = async (given: Partial<typeof statuses>) => {
    Object.assign(statuses, given);
    await checker.checkHealth();
  };
  const ask = async (
    path: string,
    { authorised = true, ...init }: RequestInit & { authorised?: boolean } = {},
  ) => {
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(authorised && { 'x-token': 'let me in' }),
    };
    const response = await fetch(mounted.url + path, { ...init, headers });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };

  beforeAll(async () => {
    const authorise = (request: Request) => request.headers.get('x-token') === 'let me in';
    mounted = await MOUNTS[way]!({ checker, authorise, version: '1.2.3' });
    checker.probes.markStarted();
    await set({});
  });
  afterAll(() => mounted.close());

  it('answers the probes as Kubernetes’ API server does', async () => {
    await set({ database: 'healthy', cache: 'healthy' });
    for (const path of ['/livez', '/readyz', '/startupz'])
      expect(await ask(path)).toMatchObject({
        status: 200,
        text: 'ok',
        type: expect.stringMatching(/^text\/plain/),
      });
    expect((await ask('/readyz?verbose')).text).toBe(
      '[+]ping ok\n[+]startup ok\n[+]shutdown ok\n[+]database ok\nreadyz check passed\n',
    );
    expect((await ask('/livez?verbose')).text).toBe('[+]ping ok\n[+]event_loop ok\nlivez check passed\n');
  });

  it('fails with 503 and says which check, to who may know', async () => {
    await set({ database: 'unhealthy' });
    const said = '[-]database failed: reason withheld\nreadyz check failed\n';
    const answer = await ask('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain(said);
    expect((await ask('/livez')).status).toBe(200);
    const excluded = await ask('/readyz?verbose&exclude=database&exclude=nobody');
    expect(excluded.status).toBe(200);
    expect(excluded.text).toContain('[+]database excluded: ok\nwarn: some health checks cannot be excluded');
  });

  it('tells the bare verdict to everybody else', async () => {
    await set({ database: 'unhealthy' });
    const asStranger = { authorised: false };
    expect(await ask('/readyz?verbose', asStranger)).toMatchObject({
      status: 503,
      text: 'readyz check failed\n',
    });
    expect(await ask('/readyz?exclude=database&verbose', asStranger)).toMatchObject({
      status: 200,
      text: 'ok',
    });
    expect(await ask('/health', asStranger)).toMatchObject({
      status: 503,
      text: '{"overallStatus":"unhealthy"}\n',
    });
    const draft = await ask('/health', { ...asStranger, headers: { accept: 'application/health+json' } });
    expect(draft.text).toBe('{"status":"fail"}\n');
  });

  it('answers the full report, and application/health+json when that is asked for', async () => {
    await set({ database: 'healthy', cache: 'unhealthy' });
    const full = await ask('/health');
    expect(full).toMatchObject({ status: 200, type: expect.stringMatching(/^application\/json/) });
    expect(JSON.parse(full.text)).toMatchObject({
      overallStatus: 'degraded',
      checks: [
        { name: 'database', status: 'healthy', critical: true, details: { secret_host: 'db.internal' } },
        {
          name: 'cache',
          status: 'unhealthy',
          critical: false,
          message: 'told cache',
          since: expect.any(String),
        },
      ],
    });
    const draft = await ask('/health', { headers: { accept: 'application/health+json' } });
    expect(draft).toMatchObject({ status: 200, type: expect.stringMatching(/^application\/health\+json/) });
    expect(JSON.parse(draft.text)).toMatchObject({
      status: 'warn',
      version: '1.2.3',
      output: 'not healthy: cache',
      checks: {
        'database:responseTime': [{ componentType: 'datastore', status: 'pass', observedUnit: 'ms' }],
        'cache:responseTime': [{ componentType: 'component', status: 'fail', output: 'told cache' }],
      },
    });
  });

  it('answers HEAD without a body, and leaves every other path to the app', async () => {
    await set({ database: 'healthy' });
    expect(await ask('/readyz', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await ask('/other')).toMatchObject({ status: 200, text: 'the app' });
    expect((await ask('/readyz', { method: 'POST' })).status).toBeGreaterThanOrEqual(404);
  });

  it('runs no check for any of it', async () => {
    await set({});
    const before = runs;
    for (let i = 0; i < 50; i++)
      await Promise.all(['/livez', '/readyz?verbose', '/startupz', '/health'].map((path) => ask(path)));
    expect(runs).toBe(before);
  });
});

describe('authorise', () => {
  it.each<[string, HealthEndpointsOptions['authorise']]>([
    ['is not given', undefined],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['answers something that is only truthy', (() => 'yes') as never],
  ])('that %s shows nobody any details', async (_, authorise) => {
    const checker = new HealthChecker();
    checker.registerCheck('secret_check', () => false);
    await checker.checkHealth();
    const handler = healthHandler({ checker, authorise });
    for (const path of ['/health', '/readyz?verbose']) {
      const response = await handler(new Request(`http://app${path}`));
      expect(response!.status).toBe(503);
      expect(await response!.text()).not.toContain('secret_check');
    }
  });
});

describe('healthMiddleware', () => {
  it('answers 404 to other paths where there is no next, and survives odd addresses', async () => {
    const mounted = await serve(healthMiddleware({ checker: new HealthChecker() }));
    expect((await fetch(`${mounted.url}/other`)).status).toBe(404);
    expect((await fetch(`${mounted.url}//livez`)).status).toBe(404);
    expect((await fetch(`${mounted.url}/livez?${'x'.repeat(4_000)}&exclude=%ff%00`)).status).toBe(200);
    await mounted.close();
  });

  it('serves the paths it is told to', async () => {
    const checker = new HealthChecker();
    const mounted = await serve(
      healthMiddleware({ checker, paths: { live: '/-/healthy', health: '/status' } }),
    );
    expect((await fetch(`${mounted.url}/-/healthy`)).status).toBe(200);
    expect((await fetch(`${mounted.url}/status`)).status).toBe(200);
    expect((await fetch(`${mounted.url}/livez`)).status).toBe(404);
    await mounted.close();
  });
});
