import { catalog } from '@kotoba/metrics';
import type { Dashboard, Panel } from '../dashboard.ts';
import { COLUMNS } from '../define-dashboard.ts';
import { DATA_SOURCE, type GrafanaDashboard, type GrafanaPanel, type Json } from './grafana-json.ts';
import { fieldConfigOf, GRAFANA_TYPES, optionsOf } from './panel-options.ts';
import { variablesOf, withVariables } from './variables.ts';

/** Of Grafana 12's; older ones are migrated from, and Grafana 10 and later read it. */
const SCHEMA_VERSION = 41;
const DEFAULT_WIDTH = 12;
const HEIGHT = 8;
const STAT_HEIGHT = 4;
const SHARED_CROSSHAIR = 1;

/** The dashboard as Grafana imports it, with a stable uid. Source: Grafana's published types, `@grafana/schema`. */
export function toGrafana(dashboard: Dashboard): GrafanaDashboard {
  const { name, title, description, tags = [] } = dashboard;
  return {
    uid: `kotoba-${name}`,
    title: `Kotoba / ${title}`,
    description,
    tags: ['kotoba', ...tags],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    // It is made from data: changes belong there, or into a copy.
    editable: false,
    graphTooltip: SHARED_CROSSHAIR,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timepicker: { refresh_intervals: ['15s', '30s', '1m', '5m'] },
    timezone: 'browser',
    weekStart: '',
    links: [
      {
        type: 'dashboards',
        title: 'Kotoba',
        tags: ['kotoba'],
        asDropdown: true,
        includeVars: true,
        keepTime: true,
        targetBlank: false,
        icon: 'external link',
        tooltip: '',
        url: '',
      },
    ],
    templating: { list: variablesOf(dashboard) },
    annotations: { list: [alertAnnotation()] },
    panels: panelsOf(dashboard),
  };
}

function alertAnnotation(): Json {
  const { name } = catalog.alerts;
  return {
    name: 'Alerts',
    datasource: DATA_SOURCE,
    enable: true,
    hide: false,
    iconColor: 'red',
    target: { refId: 'Alerts', expr: `${name}{alertstate="firing"}`, interval: '60s' },
    titleFormat: '{{alertname}}',
    textFormat: '{{severity}}',
    tagKeys: 'alertname,severity',
    useValueForTime: false,
  };
}

/** Rows one below the other; within a row, panels from left to right. */
function panelsOf({ rows }: Dashboard): GrafanaPanel[] {
  const panels: GrafanaPanel[] = [];
  let y = 0;
  for (const { title, panels: own } of rows) {
    const id = () => panels.length + 1;
    panels.push({
      id: id(),
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y++;
    let x = 0;
    let lineHeight = 0;
    for (const panel of own) {
      const [w, h] = [panel.width ?? DEFAULT_WIDTH, panel.kind === 'stat' ? STAT_HEIGHT : HEIGHT];
      if (x + w > COLUMNS) {
        y += lineHeight;
        x = 0;
        lineHeight = 0;
      }
      panels.push(panelJson(panel, id(), { x, y, w, h }));
      x += w;
      lineHeight = Math.max(lineHeight, h);
    }
    y += lineHeight;
  }
  return panels;
}

function panelJson(panel: Panel, id: number, gridPos: GrafanaPanel['gridPos']): GrafanaPanel {
  return {
    id,
    type: GRAFANA_TYPES[panel.kind],
    title: panel.title,
    description: panel.description,
    datasource: DATA_SOURCE,
    gridPos,
    targets: panel.queries.map((query, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: DATA_SOURCE,
      editorMode: 'code',
      expr: withVariables(query.query),
      legendFormat: query.legend ?? '__auto',
      ...formatOf(panel),
    })),
    fieldConfig: fieldConfigOf(panel),
    options: optionsOf(panel),
  };
}

function formatOf({ kind }: Panel): Record<string, Json> {
  if (kind === 'heatmap') return { range: true, instant: false, format: 'heatmap' };
  if (kind === 'bars' || kind === 'table')
    return { range: false, instant: true, format: kind === 'table' ? 'table' : 'time_series' };
  return { range: true, instant: false, format: 'time_series' };
}
