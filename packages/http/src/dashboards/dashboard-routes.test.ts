import { describe, expect, it } from '@jest/globals';
import { builtInDashboards, toGrafana } from '@kotoba/dashboards';
import { dashboardRoutes } from './dashboard-routes.ts';

const app = dashboardRoutes(() => builtInDashboards);

describe('the dashboards over HTTP', () => {
  it('are listed, each with the address it is served at', async () => {
    const list = (await (await app.request('/dashboards')).json()) as { name: string; href: string }[];
    expect(list.map(({ name }) => name)).toEqual(builtInDashboards.map(({ name }) => name));
    for (const { name, href } of list) {
      const served = (await (await app.request(href)).json()) as { uid: string };
      expect(served.uid).toBe(`kotoba-${name}`);
    }
  });

  it('are served as Grafana imports them', async () => {
    const answer = await app.request('/dashboards/storage-usage.json');
    expect(answer.headers.get('content-type')).toBe('application/json');
    const storage = builtInDashboards.find(({ name }) => name === 'storage-usage')!;
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(toGrafana(storage))));
  });

  it.each(['/dashboards/nothing.json', '/dashboards/storage-usage', '/dashboards/__proto__'])(
    'has nothing at %s, and says what there is',
    async (path) => {
      const answer = await app.request(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('storage-usage.json');
    },
  );
});
