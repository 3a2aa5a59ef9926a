import { type Dashboard, toGrafana } from '@kotoba/dashboards';
import { Hono } from 'hono';

/**
 * `GET /dashboards`, the list `[{ name, title, description, href }]`, and `GET /dashboards/NAME.json`, a dashboard as
 * Grafana imports it.
 */
export function dashboardRoutes(dashboards: readonly Dashboard[]): Hono {
  const app = new Hono();
  const byFile = new Map(dashboards.map((dashboard) => [`${dashboard.name}.json`, dashboard]));
  app.get('/dashboards', (context) =>
    context.json(
      dashboards.map(({ name, title, description }) => ({
        name,
        title,
        description,
        href: `/dashboards/${name}.json`,
      })),
    ),
  );
  app.get('/dashboards/:file', (context) => {
    const dashboard = byFile.get(context.req.param('file'));
    if (dashboard !== undefined) return context.json(toGrafana(dashboard));
    return context.text(`There is no such dashboard; there are ${[...byFile.keys()].join(', ')}.\n`, 404);
  });
  return app;
}
