import { errorMessage } from '@kotoba/core';
import { type Context, Hono } from 'hono';
import { scrapeDefaults } from '../options.ts';
import { acceptsGzip } from './accepts-gzip.ts';
import type { Scraper } from './scraper.ts';

/** `text/plain` as Prometheus' text format 0.0.4 names itself. */
export const SCRAPE_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

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
  const { text, gzipped } = await scraper.scrape();
  const compress =
    text.length >= scrapeDefaults.compressFromBytes && acceptsGzip(context.req.header('accept-encoding'));
  const body = compress ? await gzipped() : text;
  const headers: Record<string, string> = {
    'content-type': SCRAPE_CONTENT_TYPE,
    'content-length': String(body.length),
    'cache-control': 'no-store',
    vary: 'accept-encoding',
  };
  if (compress) headers['content-encoding'] = 'gzip';
  return new Response(context.req.method === 'HEAD' ? null : new Uint8Array(body), { status: 200, headers });
}
