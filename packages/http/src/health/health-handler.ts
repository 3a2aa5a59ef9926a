import { type HealthEndpointsOptions, healthEndpoints } from './health-endpoints.ts';

/** Answers a request for a health endpoint; undefined for any other. Never rejects. */
export type HealthHandler = (request: Request) => Promise<Response> | undefined;

/** The health endpoints for servers that speak `Request` and `Response`, such as Deno, Bun or a service worker. */
export function healthHandler(options: HealthEndpointsOptions): HealthHandler {
  const endpoints = healthEndpoints(options);
  return (request) => endpoints.get(new URL(request.url).pathname)?.(request);
}
