/** @needs prometheus promtool */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@kotoba/core';
import { apiRoutes, createHttpServer } from '@kotoba/http';
import { createEngine, MemorySeriesSource } from '@kotoba/promql';
import { Cleanup } from './support/cleanup.ts';
import { differentialSeries, FIRST_SECONDS, LAST_SECONDS } from './support/differential-samples.ts';
import { requireProgram } from './support/programs.ts';
import { prometheusOver } from './support/prometheus-over-samples.ts';

/** Debian's Prometheus 2.42 and our server get the same requests over the same samples. */
const cleanup = new Cleanup();
let theirs: string;
let ours: string;

beforeAll(async () => {
  const series = differentialSeries();
  theirs = (await prometheusOver(series, cleanup)).url;
  const source = new MemorySeriesSource(series);
  const server = createHttpServer(apiRoutes({ engine: createEngine(), source, clock: systemClock }), {
    port: 0,
  });
  cleanup.add(() => server.close());
  ours = await server.listen();
}, 60_000);

afterAll(() => cleanup.run());

type Parameters = Readonly<Record<string, string | readonly string[]>>;

interface Request {
  readonly path: string;
  readonly parameters?: Parameters;
  readonly method?: string;
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

async function send(server: string, { path, parameters = {}, method = 'GET' }: Request): Promise<Answer> {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters))
    for (const value of [values].flat()) form.append(name, value);
  const inForm = method === 'POST';
  const response = await fetch(`${server}${path}${inForm || form.size === 0 ? '' : `?${form}`}`, {
    method,
    ...(inForm && { body: form }),
  });
  const type = response.headers.get('content-type');
  const text = await response.text();
  return {
    status: response.status,
    type: type?.split(';')[0] ?? null,
    body: type?.startsWith('application/json') ? inOrder(JSON.parse(text)) : text,
  };
}

/** Prometheus gives the series of a vector in no order; ours come in that of the selector. */
function inOrder(body: { data?: { resultType?: string; result?: unknown[] } }): unknown {
  if (body.data?.resultType !== 'vector') return body;
  const keyed = body.data.result!.map((one) => [JSON.stringify(one), one] as const);
  const result = keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return { ...body, data: { ...body.data, result } };
}

async function expectSame(request: Request): Promise<void> {
  expect(await send(ours, request)).toEqual(await send(theirs, request));
}

/** The same but for the error's text. */
async function expectSameKind(request: Request): Promise<void> {
  const [own, their] = [await send(ours, request), await send(theirs, request)];
  const withoutText = ({ body, ...rest }: Answer) => ({ ...rest, body: { ...(body as object), error: '' } });
  expect(withoutText(own)).toEqual(withoutText(their));
  expect(own.body).not.toEqual(their.body);
}

const MIDDLE = FIRST_SECONDS + 1_203;
const at = (query: string, time: number | string = MIDDLE): Parameters => ({ query, time: String(time) });
const over = (query: string, step = '30'): Parameters => ({
  query,
  start: String(MIDDLE),
  end: String(MIDDLE + 600),
  step,
});
const QUERY = '/api/v1/query';
const RANGE = '/api/v1/query_range';

describe('a query', () => {
  it.each([
    '1+1',
    '"text \\" with \u{1f600} and \\n"',
    'limits',
    'requests_total{job="api",code="500"}',
    'requests_total{instance="c"}[2m]',
    'none',
    'none[5m]',
    'odd',
    'odd[3m]',
    'sum by (job) (requests_total)',
    'limits / 3',
    'limits * 1e300 * 1e300',
    'limits / 1e9',
    '-limits * 0',
    'limits * 1e19',
    '0/0',
    '1e21',
    '123456789.123456789',
    'time()',
    'topk(1, requests_total)',
    '{__name__=~"li.*"}',
  ])('%s is answered alike', (query) => expectSame({ path: QUERY, parameters: at(query) }));

  it.each([
    '1700007607.5',
    '1700007607.0004',
    '1.7000076071e9',
    '2023-11-15T00:20:07.123Z',
    '2023-11-15T01:20:07+01:00',
    '0',
    '-1.25',
  ])('at %s is answered alike', (time) =>
    expectSame({ path: QUERY, parameters: at('time() + scalar(limits{job="api"})', time) }),
  );

  it('by POST is answered alike', () =>
    expectSame({ path: QUERY, parameters: at('limits'), method: 'POST' }));

  it.each<[string, Parameters]>([
    ['a time that is none', at('limits', 'tomorrow')],
    ['a timeout that is none', { ...at('limits'), timeout: 'long' }],
    ['a binary expression cut off', at('limits +')],
    ['an unknown function', at('nonsense(limits)')],
    ['a wrong argument', at('rate(limits)')],
    ['matchers that match everything', at('{job=~".*"}')],
    ['a label set twice', at('label_replace(requests_total, "code", "x", "job", ".*")')],
  ])('with %s is refused alike', (_what, parameters) => expectSame({ path: QUERY, parameters }));
});

describe('a range query', () => {
  it.each([
    'limits',
    'requests_total{job="db"}',
    'odd',
    '1',
    'none',
    'sum(requests_total) by (code)',
    'time()',
  ])('%s is answered alike', (query) => expectSame({ path: RANGE, parameters: over(query) }));

  it.each(['30s', '1m', '0.5', '37.25', '1e2'])('with the step %s is answered alike', (step) =>
    expectSame({ path: RANGE, parameters: over('limits', step) }),
  );

  it('by POST is answered alike', () =>
    expectSame({ path: RANGE, parameters: over('limits'), method: 'POST' }));

  it('of 11,000 points is answered alike', () =>
    expectSame({ path: RANGE, parameters: { query: '1', start: '0', end: '11000', step: '1' } }));

  it.each<[string, Parameters]>([
    ['no start', { query: '1', end: '1', step: '1' }],
    ['no end', { query: '1', start: '1', step: '1' }],
    ['an end before the start', { query: '1', start: '2', end: '1', step: '1' }],
    ['no step', { query: '1', start: '1', end: '2' }],
    ['a step of 0', { query: '1', start: '1', end: '2', step: '0' }],
    ['a negative step', { query: '1', start: '1', end: '2', step: '-1' }],
    ['a step longer than time', { query: '1', start: '1', end: '2', step: '1e20' }],
    ['a step that is none', { query: '1', start: '1', end: '2', step: 'x' }],
    ['too many points', { query: '1', start: '0', end: '11001', step: '1' }],
  ])('with %s is refused alike', (_what, parameters) => expectSame({ path: RANGE, parameters }));
});

describe('what 3.x, and we, say in other words', () => {
  it.each<[string, string, Parameters]>([
    ['an empty query has no position', QUERY, {}],
    ['a range query names the wrong parameter', RANGE, over('limits{')],
    ['a range query names the wrong parameter', RANGE, over('limits[5m]')],
    ['a range query names the wrong parameter', RANGE, over('"a"')],
  ])('%s: %s %j', (_reason, path, parameters) => expectSameKind({ path, parameters }));
});

describe('what is said in the order of the series, which is none', () => {
  it.each([
    [QUERY, at('requests_total * on (job) requests_total')],
    [RANGE, over('requests_total * on (job) requests_total')],
  ])('%s %j', (path, parameters) => expectSameKind({ path, parameters }));
});

describe('what is stored', () => {
  const range = { start: String(FIRST_SECONDS), end: String(LAST_SECONDS) };
  it.each<[string, Parameters]>([
    ['/api/v1/labels', {}],
    ['/api/v1/labels', { 'match[]': ['requests_total', 'temperature'] }],
    ['/api/v1/labels', { 'match[]': 'none' }],
    ['/api/v1/label/job/values', {}],
    ['/api/v1/label/__name__/values', range],
    ['/api/v1/label/none/values', {}],
    ['/api/v1/label/instance/values', { 'match[]': ['temperature', 'requests_total{job="db"}'], ...range }],
    ['/api/v1/series', { 'match[]': 'requests_total{job="api"}' }],
    ['/api/v1/series', { 'match[]': ['limits', '{job="api",code="200"}', 'limits'], ...range }],
    ['/api/v1/series', { 'match[]': 'none' }],
    ['/api/v1/metadata', { metric: 'none' }],
    ['/api/v1/query_exemplars', { query: 'requests_total' }],
    ['/api/v1/query_exemplars', { query: '1' }],
    ['/api/v1/format_query', { query: 'sum(rate( requests_total{job="api" }[5m])) by(job) /2' }],
    ['/federate', { 'match[]': 'limits' }],
  ])('%s %j is answered alike', (path, parameters) => expectSame({ path, parameters }));

  it.each<[string, Parameters]>([
    ['/api/v1/labels', { start: 'x' }],
    ['/api/v1/labels', { end: 'x' }],
    ['/api/v1/labels', { 'match[]': 'a{' }],
    ['/api/v1/labels', { 'match[]': '{a=""}' }],
    ['/api/v1/label/job/values', { start: 'x' }],
    ['/api/v1/label/job/values', { 'match[]': '{}' }],
    ['/api/v1/series', {}],
    ['/api/v1/series', { 'match[]': 'a b' }],
    ['/api/v1/series', { 'match[]': '{a!="b"}' }],
    ['/api/v1/series', { 'match[]': 'a', start: 'x' }],
    ['/api/v1/metadata', { limit: 'x' }],
    ['/api/v1/query_exemplars', { query: 'a', start: '2', end: '1' }],
    ['/api/v1/query_exemplars', { query: 'sum(' }],
    ['/api/v1/format_query', { query: 'sum(' }],
  ])('%s %j is refused alike', (path, parameters) => expectSame({ path, parameters }));
});

describe('methods', () => {
  it.each([
    ['POST', '/api/v1/labels'],
    ['DELETE', '/api/v1/series'],
  ])('%s %s is answered alike', (method, path) => expectSame({ path, method }));

  it.each([
    ['PUT', QUERY],
    ['POST', '/api/v1/label/job/values'],
    ['POST', '/api/v1/metadata'],
    ['POST', '/api/v1/status/buildinfo'],
    ['DELETE', QUERY],
    ['OPTIONS', QUERY],
    ['GET', '/api/v1/nothing'],
  ])('%s %s has the same status', async (method, path) => {
    const [own, their] = [await send(ours, { path, method }), await send(theirs, { path, method })];
    expect(own.status).toBe(their.status);
  });
});

describe('the fields of', () => {
  it.each(['buildinfo', 'tsdb'])('status/%s are Prometheus’ own, or fewer', async (name) => {
    const path = `/api/v1/status/${name}`;
    const [own, their] = [await send(ours, { path }), await send(theirs, { path })];
    const fields = ({ body }: Answer) => Object.keys((body as { data: object }).data).sort();
    expect(fields(their)).toEqual(expect.arrayContaining(fields(own)));
    expect([own.status, own.type]).toEqual([their.status, their.type]);
  });

  it('status/flags have the same values where both have them', async () => {
    const path = '/api/v1/status/flags';
    const flags = async (server: string) =>
      ((await send(server, { path })).body as { data: Record<string, string> }).data;
    const their = await flags(theirs);
    const own = await flags(ours);
    expect(Object.keys(own).length).toBeGreaterThan(2);
    for (const [name, value] of Object.entries(own)) expect([name, value]).toEqual([name, their[name]]);
  });
});

describe('promtool', () => {
  const promtool = (server: string, args: readonly string[]) => {
    const [command, ...rest] = args;
    return promisify(execFile)(requireProgram('promtool'), ['query', command!, server, ...rest]);
  };
  const range = [`--start=${FIRST_SECONDS}`, `--end=${LAST_SECONDS}`];

  it.each([
    ['instant', `--time=${MIDDLE}`, 'sum(requests_total)'],
    ['range', ...range, '--step=5m', 'limits'],
    ['series', ...range, '--match=limits'],
    ['labels', ...range, 'job'],
  ])('query %s prints the same of both servers', async (...args) => {
    const [own, their] = [await promtool(ours, args), await promtool(theirs, args)];
    expect(own).toEqual(their);
    expect(own.stdout).not.toBe('');
  });
});
