export { Access, type AccessOptions, type Rejection } from './access/access.ts';
export { type AlertmanagerRoutesOptions, alertmanagerRoutes } from './alerts/alertmanager-routes.ts';
export type { AuthoriseChange } from './alerts/authorise-change.ts';
export { type NotificationRoutesOptions, notificationRoutes } from './alerts/notification-routes.ts';
export { type RuleSource, ruleRoutes } from './alerts/rule-routes.ts';
export { ApiError, type ApiErrorType } from './api/api-error.ts';
export { type ApiRoutesOptions, apiRoutes } from './api/api-routes.ts';
export type { ApiSource, ApiSourceStats } from './api/api-source.ts';
export { dashboardRoutes } from './dashboards/dashboard-routes.ts';
export { httpErrorCodes } from './errors.ts';
export type { HealthEndpoint, HealthEndpointsOptions, HealthPaths } from './health/health-endpoints.ts';
export { type FastifyLike, type FastifyReplyLike, healthFastify } from './health/health-fastify.ts';
export { type HealthHandler, healthHandler } from './health/health-handler.ts';
export { healthMiddleware, type NodeMiddleware } from './health/health-middleware.ts';
export { healthRoutes } from './health/health-routes.ts';
export { isLoopback } from './host-guard.ts';
export {
  type ApiOptions,
  apiDefaults,
  type HttpServerOptions,
  healthDefaults,
  httpServerDefaults,
  scrapeDefaults,
} from './options.ts';
export { type PageDataSource, type PageRoutesOptions, pageRoutes } from './page/page-routes.ts';
export { type PromqlWord, promqlWords } from './page/promql-words.ts';
export { ScrapeReader } from './scrape/scrape-reader.ts';
export { SCRAPE_CONTENT_TYPE, scrapeRoute } from './scrape/scrape-route.ts';
export {
  type Scrape,
  type ScrapeFormat,
  type ScrapeObserver,
  Scraper,
  type ScraperOptions,
  type WrittenScrape,
} from './scrape/scraper.ts';
export { createHttpServer, type HttpServer } from './server.ts';
