import { errorMessage } from '@kotoba/core';
import { type Context, Hono } from 'hono';
import { scrapeDefaults } from '../options.ts';
import { acceptsGzip } from './accepts-gzip.ts';
import { acceptsOpenMetrics } from './accepts-openmetrics.ts';
import type { Scraper } from './scraper.ts';

/** `text/plain` as Prometheus' text format 0.0.4 names itself. */
export const SCRAPE_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const OPENMETRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Answers GET and HEAD of `path` with a scrape, 503 and the reason when none can be made. */
export function scrapeRoute(scraper: Scraper, path: string = scrapeDefaults.path): Hono {
  const app = new Hono();
  app.all(path, async (context) => {
    const { method } = context.req;
    if (method !== 'GET' && method !== 'HEAD') {
      return context.text(`${method} is not allowed here.\n`, 405, { allow: 'GET, HEAD' });
    }
    try {
      return await answer(context, scraper);
    } catch (error) {
      return context.text(`${errorMessage(error)}\n`, 503, { 'retry-after': '15' });
    }
  });
  return app;
}

async function answer(context: Context, scraper: Scraper): Promise<Response> {
  const scrape = await scraper.scrape();
  const wanted = acceptsOpenMetrics(context.req.header('accept'));
  // Text carries all but exemplars, and names counters as everybody knows them.
  const isOpen = wanted === 'only' || (wanted === 'preferred' && scrape.hasExemplars);
  const { text, gzipped } = await scrape.as(isOpen ? 'openmetrics' : 'text');
  const compress =
    text.length >= scrapeDefaults.compressFromBytes && acceptsGzip(context.req.header('accept-encoding'));
  const body = compress ? await gzipped() : text;
  const headers: Record<string, string> = {
    'content-type': isOpen ? OPENMETRICS_CONTENT_TYPE : SCRAPE_CONTENT_TYPE,
    'content-length': String(body.length),
    'cache-control': 'no-store',
    vary: 'accept, accept-encoding',
  };
  if (compress) headers['content-encoding'] = 'gzip';
  return new Response(context.req.method === 'HEAD' ? null : new Uint8Array(body), { status: 200, headers });
}
