import { type Clock, Labels, ManualClock, type SeriesSamples, type SeriesSource } from '@kotoba/core';
import { createEngine, type EngineOptions, MemorySeriesSource } from '@kotoba/promql';
import { type ApiRoutesOptions, apiRoutes } from '../src/api/api-routes.ts';
import type { ApiSource } from '../src/api/api-source.ts';
import { createHttpServer, type HttpServer } from '../src/server.ts';

/** The moment the server's clock stands at, in seconds. */
export const NOW_SECONDS = 1_700_000_060;

/** An answer: its status, and its body as JSON where it is. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

/** One series of a test, a sample every 15 s of the minute before {@link NOW_SECONDS}. */
export function minuteOf(labels: Record<string, string>, values: readonly number[]): SeriesSamples {
  const first = (NOW_SECONDS - 15 * (values.length - 1)) * 1_000;
  return {
    labels: Labels.from(labels),
    timestamps: Float64Array.from(values, (_, i) => first + i * 15_000),
    values: Float64Array.from(values),
  };
}

/** Servers of the query API over series in memory, listening on 127.0.0.1. */
export class ApiServers {
  readonly #servers: HttpServer[] = [];

  /** A server over series or a source; answers its address. */
  async start(
    from: readonly SeriesSamples[] | ApiSource,
    options: Partial<ApiRoutesOptions> & { readonly engineOptions?: EngineOptions } = {},
  ): Promise<string> {
    const { engineOptions, ...rest } = options;
    const clock: Clock = new ManualClock(NOW_SECONDS * 1_000);
    const source: SeriesSource = Array.isArray(from) ? new MemorySeriesSource(from) : (from as ApiSource);
    const routes = apiRoutes({ engine: createEngine(engineOptions), source, clock, ...rest });
    const server = createHttpServer(routes, { port: 0 });
    this.#servers.push(server);
    return server.listen();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.close()));
  }
}

/** Asks a server. `parameters` go into the address of a GET, into the form of a POST. */
export async function ask(
  address: string,
  path: string,
  parameters: Record<string, string> | readonly (readonly [string, string])[] = {},
  init: RequestInit = {},
): Promise<Answer> {
  const form = new URLSearchParams(parameters as Record<string, string>);
  const isForm = init.method === 'POST' && init.body === undefined;
  const query = isForm || form.size === 0 ? '' : `?${form}`;
  const response = await fetch(`${address}${path}${query}`, { ...init, ...(isForm && { body: form }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}
