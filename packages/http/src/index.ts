export { httpErrorCodes } from './errors.ts';
export { isLoopback } from './host-guard.ts';
export { type HttpServerOptions, httpServerDefaults, scrapeDefaults } from './options.ts';
export { ScrapeReader } from './scrape/scrape-reader.ts';
export { SCRAPE_CONTENT_TYPE, scrapeRoute } from './scrape/scrape-route.ts';
export { type Scrape, type ScrapeObserver, Scraper, type ScraperOptions } from './scrape/scraper.ts';
export { createHttpServer, type HttpServer } from './server.ts';
