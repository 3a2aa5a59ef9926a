import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '@kotoba/promql';
import { builtInDashboards } from '../built-in-dashboards.ts';
import type { GrafanaDashboard } from './grafana-json.ts';
import { toGrafana } from './to-grafana.ts';

/** What the rules below look at. */
interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: { readonly uid: string };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly multi: boolean;
  readonly refresh: number;
  readonly allValue?: string;
  readonly query: string | { readonly query: string };
  readonly datasource?: { readonly uid: string };
}

const dashboards = builtInDashboards.map((dashboard) => [dashboard.name, toGrafana(dashboard)] as const);

function drawn(dashboard: GrafanaDashboard): Panel[] {
  return (dashboard.panels as unknown as Panel[]).filter(({ type }) => type !== 'row');
}

function targets(dashboard: GrafanaDashboard): Target[] {
  return drawn(dashboard).flatMap((panel) => [...panel.targets!]);
}

function variables(dashboard: GrafanaDashboard): Variable[] {
  return (dashboard.templating as unknown as { list: Variable[] }).list;
}

/** As Grafana fills it in. */
function filled(expr: string): string {
  return expr.replaceAll('$__rate_interval', '4242s').replaceAll(/"\$\w+"/g, '".*"');
}

describe.each(dashboards)('the Grafana dashboard %s', (name, dashboard) => {
  it('has a uid that does not change and is short enough', () => {
    expect(dashboard.uid).toBe(`kotoba-${name}`);
    expect(dashboard.uid.length).toBeLessThanOrEqual(40);
  });

  it('survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(dashboard))).toEqual(dashboard);
  });

  // The rules of Grafana's dashboard linter, https://github.com/grafana/dashboard-linter/tree/main/docs/rules.
  it('template-datasource-rule: lets the data source be chosen', () => {
    expect(variables(dashboard)[0]).toMatchObject({
      name: 'datasource',
      type: 'datasource',
      label: 'Data source',
      query: 'prometheus',
    });
  });

  it('template-job-rule, template-instance-rule: lets jobs and instances be chosen, several at once', () => {
    for (const [variable, label] of [
      ['job', 'Job'],
      ['instance', 'Instance'],
    ])
      expect(variables(dashboard).find((one) => one.name === variable)).toMatchObject({
        type: 'query',
        label,
        multi: true,
        datasource: { uid: '$datasource' },
        // The linter wants ".+"; series asked of the service itself have no job.
        allValue: '.*',
      });
  });

  it('template-label-promql-rule, template-on-time-change-reload-rule: asks for values that can be had', () => {
    for (const { type, query, refresh } of variables(dashboard)) {
      if (type !== 'query') continue;
      const asked = typeof query === 'string' ? query : query.query;
      const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(asked)!;
      expect(() => parseQuery(filled(selector!))).not.toThrow();
      expect(label).toMatch(/^\w+$/);
      expect(refresh).toBe(2);
    }
  });

  it('panel-datasource-rule, panel-title-description-rule, panel-units-rule, panel-no-targets-rule', () => {
    for (const { title, description, datasource, fieldConfig, targets: own } of drawn(dashboard)) {
      expect([title, description, datasource?.uid]).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/./),
        '$datasource',
      ]);
      expect(fieldConfig!.defaults.unit).not.toBe('');
      expect(own!.length).toBeGreaterThan(0);
    }
  });

  it('target-promql-rule, target-job-rule, target-instance-rule: asks PromQL narrowed by job and instance', () => {
    for (const { expr } of targets(dashboard)) {
      expect(() => parseQuery(filled(expr))).not.toThrow();
      for (const [selector] of expr.matchAll(/\{[^}]*\}/g)) {
        expect(selector).toContain('job=~"$job"');
        expect(selector).toContain('instance=~"$instance"');
      }
    }
  });

  it('target-rate-interval-rule: rates are over an interval that suits the resolution', () => {
    for (const { expr } of targets(dashboard))
      for (const [, range] of expr.matchAll(/\bi?rate\([^[]*\[([^\]]*)\]/g))
        expect(range).toBe('$__rate_interval');
  });

  it('target-counter-agg-rule: counters are seen by their rate', () => {
    for (const { expr } of targets(dashboard))
      for (const [, before, metric] of expr.matchAll(/(\w*)\(?\b(\w+_total)\{/g))
        if (metric !== 'kotoba_cluster_nodes_total')
          expect([metric, before]).toEqual([metric, expect.stringMatching(/^(rate|increase)$/)]);
  });

  it('uneditable-dashboard-rule: cannot be changed in place', () => {
    expect(dashboard.editable).toBe(false);
  });

  it('gives panels ids and references of their own, and places that do not overlap', () => {
    const all = dashboard.panels as unknown as Panel[];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { targets: own } of drawn(dashboard))
      expect(new Set(own!.map(({ refId }) => refId)).size).toBe(own!.length);
    const taken = new Set<string>();
    for (const { gridPos, title } of all) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, taken.has(`${x} ${y}`)]).toEqual([title, false]);
          taken.add(`${x} ${y}`);
        }
    }
  });
});
