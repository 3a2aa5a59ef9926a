import { Hono } from 'hono';
import { type HealthEndpointsOptions, healthEndpoints } from './health-endpoints.ts';

/** The health endpoints as routes of Hono: `app.route('/', healthRoutes({ checker }))`. */
export function healthRoutes(options: HealthEndpointsOptions): Hono {
  const app = new Hono();
  for (const [path, answer] of healthEndpoints(options)) app.all(path, (context) => answer(context.req.raw));
  return app;
}
