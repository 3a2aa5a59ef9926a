import { afterEach, expect, it } from '@jest/globals';
import { mutateText, randomBelow } from '../../../../e2e/support/mutate-text.ts';
import { concretePath, servedRoutes } from '../../../../e2e/support/served-routes.ts';
import type { KotobaInstrumentation } from '../kotoba-instrumentation.ts';
import { registerKotobaInstrumentation } from '../register.ts';

const REQUESTS = 6_000;
const LONGEST_MILLIS = 5_000;
const PARAMETERS = [
  'query',
  'time',
  'start',
  'end',
  'step',
  'timeout',
  'match[]',
  'limit',
  'lookback_delta',
  'metric',
  'limit_per_metric',
  'type',
  'rule_name[]',
  'filter',
  'silenced',
  'active',
  'receiver',
  'verbose',
  'exclude',
  'stats',
];
const VALUES = [
  '1',
  '0',
  '-1',
  '1e999',
  'NaN',
  '',
  '2026-01-01T00:00:00Z',
  '99999999999999',
  '5m',
  '0s',
  '1ms',
  '{__name__=~".+"}',
  'up',
  'rate(kotoba_db_queries_total[5m])',
  'sum by (database) (kotoba_db_up)',
  '{a=~"(x+)+$"}',
  'true',
  'topk(1e9, up)',
  'up[1y:1ms]',
  '../../etc/passwd',
  '%00',
];
const BODIES = [
  '{"matchers":[{"name":"alertname","value":"x","isRegex":true,"isEqual":true}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2036-01-01T00:00:00Z","createdBy":"a","comment":"c"}',
  '[{"labels":{"alertname":"Pushed"},"annotations":{"a":"b"},"startsAt":"2026-01-01T00:00:00Z","generatorURL":"http://a/"}]',
  '{"labels":{"alertname":"Always"},"by":"ann","comment":"c"}',
  'query=up&start=0&end=100&step=1',
];
const HEADERS: readonly Record<string, string>[] = [
  {},
  { 'content-type': 'application/json' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'accept-encoding': 'gzip;q=NaN, *;q=0' },
  { accept: 'application/openmetrics-text; version=1.0.0; q=9' },
  { origin: 'http://evil.example', 'content-type': 'application/json' },
  { 'if-none-match': '"', range: 'bytes=9-1', cookie: 'kotoba_session=..;=' },
];
const pieces = [
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\n',
  '\0',
  '%',
  '&',
  '=',
  '=~',
  ',',
  '[1ms:1ms]',
  ' or ',
  'é',
  '😀',
  '\u2028',
  '__proto__',
  'null',
  '[[[[',
  '1e400',
];

let running: KotobaInstrumentation | undefined;

afterEach(async () => {
  await running?.shutdown();
  running = undefined;
});

it(`answers ${REQUESTS} strange requests as it should: never with a failure of its own, never without end`, async () => {
  const { started, app, routes } = await servedRoutes(() =>
    registerKotobaInstrumentation({
      database: { name: 'shop', system: 'test', getDatabaseMetrics: () => ({ activeConnections: 3 }) },
      prometheus: { port: 0 },
      collectionIntervalMillis: 50,
      query: { timeoutMillis: 2_000, maxSamples: 200_000 },
      alerting: { rules: [{ name: 'Always', query: 'vector(1)', evaluationInterval: 50 }] },
    }),
  );
  running = started;
  await new Promise((resolve) => setTimeout(resolve, 200));
  const below = randomBelow(17);
  const pick = <T>(list: readonly T[]) => list[below(list.length)]!;
  const strange = () => {
    const value = pick(VALUES);
    return below(3) === 0 ? mutateText(value, { pieces, corpus: VALUES }, below) : value;
  };
  const statuses = new Map<number, number>();
  for (let i = 0; i < REQUESTS; i++) {
    const route = pick(routes);
    const search = new URLSearchParams();
    for (let n = below(5); n > 0; n--) search.append(pick(PARAMETERS), strange());
    if (below(2) === 0) search.append('query', strange());
    const method = below(10) === 0 ? pick(['HEAD', 'OPTIONS', 'PATCH', 'DELETE', 'POST']) : route.method;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const url = `http://127.0.0.1${concretePath(route.path, () => strange())}?${search}`;
    const headers = { host: '127.0.0.1', ...pick(HEADERS) };
    const body = mutateText(pick(BODIES), { pieces, corpus: BODIES }, below);
    const began = performance.now();
    const response = await app.request(url, { method, headers, ...(hasBody && { body }) });
    const text = await response.text();
    const told = `${method} ${url} ${JSON.stringify(headers)} ${hasBody ? body : ''}: ${response.status} ${text.slice(0, 300)}`;
    // Deleting series answers as Prometheus does: 500, "not implemented".
    const isMeant = response.status === 503 || text.includes('not implemented');
    if (response.status >= 500 && !isMeant) throw new Error(told);
    if (/\n\s+at .*:\d+:\d+/.test(text)) throw new Error(`a stack in an answer: ${told}`);
    if (response.headers.get('content-type')?.includes('json') && text !== '' && method !== 'HEAD')
      expect(() => JSON.parse(text)).not.toThrow();
    if (performance.now() - began > LONGEST_MILLIS) throw new Error(`too slow: ${told}`);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  }
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 10);
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 20);
  const after = await (await fetch(`${started.addresses.server}/api/v1/query?query=kotoba_db_up`)).json();
  expect(after).toMatchObject({ status: 'success', data: { result: [{ metric: { database: 'shop' } }] } });
}, 180_000);
