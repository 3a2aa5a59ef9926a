import { afterEach, describe, expect, it } from '@jest/globals';
import { builtInDashboards, defineDashboard } from '@kotoba/dashboards';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import { registerKotobaInstrumentation } from './register.ts';

const own = defineDashboard({
  name: 'orders',
  title: 'Orders',
  description: 'Is the shop selling?',
  rows: [
    {
      title: 'Traffic',
      panels: [
        {
          title: 'Orders a second',
          description: 'Falls to zero when checkout is broken.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [{ query: 'sum(rate(orders_total{@service}[$__rate_interval]))' }],
        },
      ],
    },
  ],
});

let kotoba: KotobaInstrumentation | undefined;
afterEach(() => kotoba?.shutdown());

describe('dashboards', () => {
  it('of the product and of the app are served', async () => {
    kotoba = await registerKotobaInstrumentation({
      prometheus: { port: 0 },
      registerGlobally: false,
      dashboards: [own],
    });
    const { server } = kotoba.addresses;
    const list = (await (await fetch(`${server}/dashboards`)).json()) as { name: string }[];
    expect(list.map(({ name }) => name)).toEqual([...builtInDashboards.map(({ name }) => name), 'orders']);
    const orders = (await (await fetch(`${server}/dashboards/orders.json`)).json()) as { title: string };
    expect(orders.title).toBe('Kotoba / Orders');
  });

  it('are made of metrics nobody described, by their type', async () => {
    kotoba = await registerKotobaInstrumentation({
      prometheus: { port: 0 },
      registerGlobally: false,
      collectionIntervalMillis: 50,
      dashboards: [own],
    });
    kotoba.collector.recordCounter('carts', 1);
    kotoba.collector.recordHistogram('checkout_seconds', 0.2);
    kotoba.collector.recordCounter('orders', 1);
    const { server } = kotoba.addresses;
    const titles = async () => {
      const answer = await fetch(`${server}/dashboards/custom-metrics.json`);
      const { panels } = (await answer.json()) as { panels: { title: string; type: string }[] };
      return panels.filter(({ type }) => type !== 'row').map(({ title }) => title);
    };
    for (let i = 0; i < 100; i++) {
      if ((await fetch(`${server}/dashboards/custom-metrics.json`)).ok && (await titles()).length === 2)
        break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await titles()).toEqual(['carts_total', 'checkout_seconds']);
    const page = (await (await fetch(`${server}/api/kotoba/v1/page`)).json()) as {
      dashboards: { name: string }[];
    };
    expect(page.dashboards.at(-1)?.name).toBe('custom-metrics');
  });

  it('that are none, or there already, are refused at the start', async () => {
    const twice = { ...own, name: 'cluster' };
    const untitled = { ...own, name: 'untitled', title: '' };
    const refused = registerKotobaInstrumentation({ dashboards: [twice, untitled] });
    await expect(refused).rejects.toThrow(/dashboards\.0: a dashboard "cluster" is there already$/m);
    await expect(refused).rejects.toThrow(/dashboards\.1: .*title: expected a text, got ""$/ms);
  });
});
