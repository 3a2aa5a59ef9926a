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

  it('that are none, or there already, are refused at the start', async () => {
    const twice = { ...own, name: 'cluster' };
    const untitled = { ...own, name: 'untitled', title: '' };
    const refused = registerKotobaInstrumentation({ dashboards: [twice, untitled] });
    await expect(refused).rejects.toThrow(/dashboards\.0: a dashboard "cluster" is there already$/m);
    await expect(refused).rejects.toThrow(/dashboards\.1: .*title: expected a text, got ""$/ms);
  });
});
