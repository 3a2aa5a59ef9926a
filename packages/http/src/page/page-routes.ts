import { existsSync } from 'node:fs';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import { pageAssets } from '../page-assets.ts';

/** What the page is about; see `page/api/page-data.ts` of this package. */
export type PageDataSource = (request: Request) => object | Promise<object>;

/** What the page is served from. */
export interface PageRoutesOptions {
  /** What `/api/kotoba/v1/page` answers. */
  readonly data: PageDataSource;
  /** Folder of the built page. Default: that of this package. */
  readonly directory?: string;
}

const YEAR_SECONDS = 31_536_000;

/** What has its hash in its name never changes; the rest is asked for each time. */
const keptByName: MiddlewareHandler = async (context, next) => {
  await next();
  const isHashed = /\.[A-Z0-9]{8}\.\w+$/.test(context.req.path) && context.res.ok;
  context.res.headers.set(
    'cache-control',
    isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
  );
};

/** Nothing but the page's own script, style and answers; see `docs/security.md`. */
export const pageHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
  // With `no-referrer`, browsers send the login form without its origin.
  referrerPolicy: 'same-origin',
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
});

/**
 * The page at `/`, its assets below `/assets/`, and `/api/kotoba/v1/page`, which says what the page is about. Assets have
 * their hash in their name and are kept by browsers; all are compressed when the package is built.
 */
export function pageRoutes({ data, directory = pageAssets }: PageRoutesOptions): Hono {
  const app = new Hono();
  app.get('/api/kotoba/v1/page', async (context) => context.json(await data(context.req.raw)));
  if (!existsSync(`${directory}/index.html`)) {
    app.get('/', (context) => context.text('The page is not built; `npm run build:page` builds it.\n', 503));
    return app;
  }
  app.use('/', pageHeaders, etag(), keptByName);
  app.use('/assets/*', pageHeaders, etag(), keptByName);
  app.get('/', serveStatic({ path: `${directory}/index.html`, precompressed: true }));
  app.get(
    '/assets/:file{[\\w.-]+}',
    serveStatic({
      root: directory,
      rewriteRequestPath: (path) => path.slice('/assets'.length),
      precompressed: true,
    }),
  );
  return app;
}
