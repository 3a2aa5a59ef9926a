import type { IncomingMessage } from 'node:http';
import { type HealthEndpointsOptions, healthEndpoints } from './health-endpoints.ts';
import { toRequest } from './health-middleware.ts';

/** As much of Fastify's reply as is called. */
export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: string): unknown;
}

/** As much of a Fastify instance as is called. */
export interface FastifyLike {
  get(
    path: string,
    handler: (request: { readonly raw: IncomingMessage }, reply: FastifyReplyLike) => Promise<unknown>,
  ): unknown;
}

/** The health endpoints as a plugin of Fastify: `app.register(healthFastify({ checker }))`. */
export function healthFastify(options: HealthEndpointsOptions): (app: FastifyLike) => Promise<void> {
  const endpoints = healthEndpoints(options);
  return async (app) => {
    for (const [path, endpoint] of endpoints)
      app.get(path, async (request, reply) => {
        // Fastify answers HEAD through GET's handler and takes the length of the body from it.
        const answer = await endpoint(new Request(toRequest(request.raw), { method: 'GET' }));
        reply.code(answer.status);
        reply.headers(Object.fromEntries(answer.headers));
        return reply.send(await answer.text());
      });
  };
}
