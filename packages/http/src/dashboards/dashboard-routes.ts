import { type Dashboard, toGrafana } from '@kotoba/dashboards';
import { Hono } from 'hono';

/**
 * `GET /dashboards`, the list `[{ name, title, description, href }]`, and `GET /dashboards/NAME.json`, a dashboard as
 * Grafana imports it. `dashboards` is asked each time: metrics nobody described may have come since.
 */
export function dashboardRoutes(dashboards: () => readonly Dashboard[]): Hono {
  const app = new Hono();
  app.get('/dashboards', (context) =>
    context.json(
      dashboards().map(({ name, title, description }) => ({
        name,
        title,
        description,
        href: `/dashboards/${name}.json`,
      })),
    ),
  );
  app.get('/dashboards/:file', (context) => {
    const file = context.req.param('file');
    const all = dashboards();
    const dashboard = all.find(({ name }) => `${name}.json` === file);
    if (dashboard !== undefined) return context.json(toGrafana(dashboard));
    const files = all.map(({ name }) => `${name}.json`);
    return context.text(`There is no such dashboard; there are ${files.join(', ')}.\n`, 404);
  });
  return app;
}
