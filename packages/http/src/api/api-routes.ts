import type { Clock } from '@kotoba/core';
import type { Engine } from '@kotoba/promql';
import { type Context, Hono } from 'hono';
import { type ApiOptions, apiDefaults } from '../options.ts';
import { acceptsGzip } from '../scrape/accepts-gzip.ts';
import type { ApiAnswer, ApiContext, ApiOperation } from './api-call.ts';
import { type ApiError, queryError } from './api-error.ts';
import type { ApiSource } from './api-source.ts';
import { formatExpression, parseExpression, queryExemplars } from './expression-operations.ts';
import { federate } from './federate.ts';
import { type JsonPieces, jsonString } from './json-text.ts';
import { QueryGate } from './query-gate.ts';
import { instantQuery, rangeQuery } from './query-operations.ts';
import { readParameters } from './request-parameters.ts';
import { dropSeries, labelNames, labelValues, series } from './series-operations.ts';
import { buildInfo, flags, metadata, runtimeInfo, storeStatus } from './status-operations.ts';
import { streamText } from './stream-text.ts';

/** What the query API answers from. */
export interface ApiRoutesOptions extends ApiOptions {
  readonly engine: Engine;
  readonly source: ApiSource;
  readonly clock: Clock;
}

type Operations = Readonly<Partial<Record<'GET' | 'POST' | 'DELETE', ApiOperation>>>;

/** Every operation by its path and method. GET answers HEAD too. */
const OPERATIONS: Readonly<Record<string, Operations>> = {
  '/query': { GET: instantQuery, POST: instantQuery },
  '/query_range': { GET: rangeQuery, POST: rangeQuery },
  '/query_exemplars': { GET: queryExemplars, POST: queryExemplars },
  '/format_query': { GET: formatExpression, POST: formatExpression },
  '/parse_query': { GET: parseExpression, POST: parseExpression },
  '/labels': { GET: labelNames, POST: labelNames },
  '/label/:name/values': { GET: labelValues },
  '/series': { GET: series, POST: series, DELETE: dropSeries },
  '/metadata': { GET: metadata },
  '/status/buildinfo': { GET: buildInfo },
  '/status/flags': { GET: flags },
  '/status/runtimeinfo': { GET: runtimeInfo },
  '/status/tsdb': { GET: storeStatus },
};

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Prometheus' HTTP API over a source, and `/federate`. What Prometheus would answer with an error is answered with the
 * same kind, status and text. A client that goes away ends its query.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export function apiRoutes(given: ApiRoutesOptions): Hono {
  const { maxFormBytes, ...options } = { ...apiDefaults, ...given };
  const { clock, queryConcurrency, maxWaitingQueries } = options;
  const context: ApiContext = {
    ...options,
    gate: new QueryGate(clock, queryConcurrency, maxWaitingQueries),
    startedMillis: clock.now(),
  };
  const app = new Hono();
  for (const [path, operations] of Object.entries(OPERATIONS)) {
    app.all(`/api/v1${path}`, (request) => answer(request, operations, context, maxFormBytes));
  }
  app.all('/federate', (request) => answerFederation(request, context, maxFormBytes));
  return app;
}

async function answer(
  request: Context,
  operations: Operations,
  context: ApiContext,
  maxFormBytes: number,
): Promise<Response> {
  const { method } = request.req;
  const operation = operations[(method === 'HEAD' ? 'GET' : method) as keyof Operations];
  if (operation === undefined) return withoutOperation(request, Object.keys(operations));
  try {
    const call = await readCall(request, maxFormBytes);
    const { data, ...annotations } = await operation(call, context);
    if (data === undefined) return new Response(null, { status: 204 });
    return send(request, 200, JSON_TYPE, successJson(data, annotations));
  } catch (thrown) {
    const error = queryError(thrown);
    return send(request, error.status, JSON_TYPE, errorJson(error));
  }
}

async function answerFederation(
  request: Context,
  context: ApiContext,
  maxFormBytes: number,
): Promise<Response> {
  const { method } = request.req;
  if (method !== 'GET' && method !== 'HEAD') return withoutOperation(request, ['GET']);
  try {
    const pieces = await federate(await readCall(request, maxFormBytes), context);
    return send(request, 200, TEXT_TYPE, pieces);
  } catch (thrown) {
    const error = queryError(thrown);
    return request.text(`${error.message}\n`, error.status as 400);
  }
}

function withoutOperation(request: Context, methods: readonly string[]): Response {
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (request.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  return request.text(`${request.req.method} is not allowed here.\n`, 405, { allow });
}

async function readCall({ req }: Context, maxFormBytes: number) {
  return {
    parameters: await readParameters(req, maxFormBytes),
    signal: req.raw.signal,
    name: /\/label\/([^/?#]*)\/values(?:$|[?#])/.exec(req.url)?.[1] ?? '',
  };
}

function send({ req }: Context, status: number, contentType: string, pieces: JsonPieces): Response {
  return streamText(pieces, {
    status,
    contentType,
    gzip: acceptsGzip(req.header('accept-encoding')),
    headersOnly: req.method === 'HEAD',
  });
}

function* successJson(data: JsonPieces, { warnings = [], infos = [] }: ApiAnswer): JsonPieces {
  yield '{"status":"success","data":';
  yield* data;
  if (warnings.length > 0) yield `,"warnings":${JSON.stringify(warnings)}`;
  if (infos.length > 0) yield `,"infos":${JSON.stringify(infos)}`;
  yield '}';
}

function errorJson({ type, message }: ApiError): JsonPieces {
  return [`{"status":"error","errorType":"${type}","error":${jsonString(message)}}`];
}
