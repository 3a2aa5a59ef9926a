import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HealthEndpoint, type HealthEndpointsOptions, healthEndpoints } from './health-endpoints.ts';

/** `(request, response, next)` as Connect, Express and plain `node:http` know it. */
export type NodeMiddleware = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/**
 * The health endpoints for `app.use()` of Express, or for a listener of `node:http`. A request for any other path is
 * passed to `next`, or answered with 404 where there is none.
 */
export function healthMiddleware(options: HealthEndpointsOptions): NodeMiddleware {
  const endpoints = healthEndpoints(options);
  return (request, response, next) => {
    const endpoint = endpoints.get(pathOf(request.url));
    if (endpoint !== undefined) void respond(endpoint, request, response);
    else if (next !== undefined) next();
    else response.writeHead(404).end();
  };
}

function pathOf(url = '/'): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

async function respond(
  endpoint: HealthEndpoint,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await endpoint(toRequest(incoming));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  } catch {
    if (!response.headersSent) response.writeHead(400);
    response.end();
  }
}

/** As much of the request as an endpoint looks at; its body is left alone. */
export function toRequest({ method = 'GET', url = '/', headers }: IncomingMessage): Request {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name.startsWith(':')
      ? []
      : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  );
  return new Request(`http://localhost${url.startsWith('/') ? url : `/${url}`}`, { method, headers: pairs });
}
