import { afterEach, describe, expect, it } from '@jest/globals';
import { concretePath, servedRoutes } from '../../../../e2e/support/served-routes.ts';
import type { KotobaInstrumentation } from '../kotoba-instrumentation.ts';
import type { MonitoringOptions } from '../options.ts';
import { registerKotobaInstrumentation } from '../register.ts';

const bearerToken = 'a-token-of-32-characters-length!';
const OPEN_BY_DEFAULT = ['/health', '/livez', '/metrics', '/readyz', '/startupz'];

let running: KotobaInstrumentation | undefined;

afterEach(async () => {
  await running?.shutdown();
  running = undefined;
});

async function start(access: MonitoringOptions['access']) {
  const { started, routes } = await servedRoutes(() =>
    registerKotobaInstrumentation({
      prometheus: { port: 0 },
      hostMetrics: false,
      runtimeMetrics: false,
      access,
      alerting: { enabled: true, builtInRules: true },
    }),
  );
  running = started;
  const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(started.addresses.server + concretePath(path), {
      method,
      headers,
      redirect: 'manual',
    });
    await response.arrayBuffer();
    return response.status;
  };
  return { routes, ask };
}

describe('every route that is served', () => {
  it('is found by this test', async () => {
    const { routes } = await start({});
    const paths = routes.map(({ path }) => path);
    // The page's assets are among them once the page is built.
    expect(paths).toEqual(
      expect.arrayContaining([
        ...['/', '/metrics', '/health', '/livez', '/federate', '/api/v1/query', '/api/v1/rules'],
        ...['/api/v2/silences', '/api/kotoba/v1/page'],
      ]),
    );
    expect(routes.length).toBeGreaterThan(40);
  });

  it('needs the login, save for what is open', async () => {
    const { routes, ask } = await start({ bearerToken });
    const open = new Set<string>();
    for (const { method, path } of routes) if ((await ask(method, path)) !== 401) open.add(path);
    expect([...open].sort()).toEqual([...OPEN_BY_DEFAULT, '/logout'].sort());
  });

  it('needs the login where the scrape and the probes are protected too', async () => {
    const { routes, ask } = await start({ bearerToken, metrics: 'protected', probes: 'protected' });
    const open = new Set<string>();
    for (const { method, path } of routes) if ((await ask(method, path)) !== 401) open.add(path);
    expect([...open]).toEqual(['/logout']);
  });

  it('lets in who has the token', async () => {
    const { routes, ask } = await start({ bearerToken, metrics: 'protected', probes: 'protected' });
    const authorization = `Bearer ${bearerToken}`;
    const refused: string[] = [];
    for (const { method, path } of routes) {
      if (path === '/login') continue;
      const status = await ask(method, path, { authorization });
      if (status === 401 || status === 403) refused.push(`${method} ${path}`);
    }
    expect(refused).toEqual([]);
  });

  it('needs the login however the path is written', async () => {
    const { routes, ask } = await start({ bearerToken, metrics: 'protected', probes: 'protected' });
    const seen = new Map<string, number>();
    for (const { method, path } of routes) {
      if (path === '/logout' || path === '/login') continue;
      const plain = concretePath(path);
      for (const written of [
        `/${plain}`,
        `${plain}/`,
        `/.${plain}`,
        `${plain}%2f`,
        `/metrics/..${plain}`,
        `${plain}?a=/login`,
      ])
        seen.set(`${method} ${written}`, await ask(method, written));
    }
    const answered = [...seen].filter(([, status]) => status < 300);
    expect(answered).toEqual([]);
  });
});
