import { Hono } from 'hono';

/** One route the HTTP server of a registration answers. */
export interface ServedRoute {
  readonly method: string;
  /** As the router has it, such as `/api/v1/label/:name/values`. */
  readonly path: string;
}

/**
 * Runs `start`, and answers the app its HTTP server was made of with all routes of it. A route that is added
 * to the product is found without being named anywhere.
 */
export async function servedRoutes<T>(
  start: () => Promise<T>,
): Promise<{ started: T; app: Hono; routes: readonly ServedRoute[] }> {
  const route = Hono.prototype.route;
  let outermost: Hono | undefined;
  Hono.prototype.route = function record(this: Hono, ...parts: Parameters<typeof route>) {
    outermost = this;
    return route.apply(this, parts) as never;
  } as typeof route;
  try {
    const started = await start();
    const app = outermost!;
    const routes = app.routes.filter(({ path }) => !path.includes('*')).flatMap(byMethod);
    const unique = new Map(routes.map((one) => [`${one.method} ${one.path}`, one]));
    return { started, app, routes: [...unique.values()] };
  } finally {
    Hono.prototype.route = route;
  }
}

function byMethod({ method, path }: ServedRoute): ServedRoute[] {
  const methods = method === 'ALL' ? ['GET', 'POST', 'PUT', 'DELETE'] : [method];
  return methods.map((one) => ({ method: one, path }));
}

/** A path a request can be made to: parameters are replaced. */
export function concretePath(path: string, value = (_name: string) => 'up'): string {
  return path.replace(/:(\w+)(?:\{[^}]*\})?\??/g, (_, name: string) => encodeURIComponent(value(name)));
}
