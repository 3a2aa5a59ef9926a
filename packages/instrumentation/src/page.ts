import { type Dashboard, overview } from '@kotoba/dashboards';
import { type AuthoriseChange, pageRoutes, promqlWords } from '@kotoba/http';
import { VERSION } from '@kotoba/metrics';
import { Hono } from 'hono';
import type { ResolvedOptions } from './options-schema.ts';
import { createResource } from './resource.ts';

/** The built-in page and what it is about; nothing when it is off. */
export function pageApi(
  options: ResolvedOptions,
  dashboards: () => readonly Dashboard[],
  authorise: AuthoriseChange,
  hasRules: () => boolean,
): Hono {
  if (!options.page.enabled) return new Hono();
  const resource = createResource(options);
  const fixed = {
    version: VERSION,
    collectionIntervalMillis: options.collectionIntervalMillis,
    retentionMillis: options.retentionPeriodMillis,
    grafanaUrl: options.page.grafanaUrl,
    overview,
    health: options.health.enabled,
    functions: promqlWords(options.query.experimentalFunctions),
  };
  return pageRoutes({
    data: async (request) => {
      await resource.waitForAsyncAttributes?.();
      return {
        ...fixed,
        service: String(resource.attributes['service.name']),
        dashboards: dashboards(),
        alerting: options.alerting.enabled !== false && hasRules(),
        mayChange: await authorise(request),
      };
    },
  });
}
