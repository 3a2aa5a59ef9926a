import type { Panel, PanelKind, PanelUnit } from '../dashboard.ts';
import type { Json } from './grafana-json.ts';

/** Grafana's names of our units. Source: grafana/grafana `packages/grafana-data/src/valueFormats/categories.ts`. */
export const GRAFANA_UNITS: Readonly<Record<PanelUnit, string>> = {
  seconds: 's',
  milliseconds: 'ms',
  bytes: 'bytes',
  bytesPerSecond: 'Bps',
  perSecond: 'cps',
  count: 'short',
  ratio: 'percentunit',
  percent: 'percent',
  moment: 'dateTimeAsIso',
  none: 'none',
};

/** Grafana's names of our kinds of panels. */
export const GRAFANA_TYPES: Readonly<Record<PanelKind, string>> = {
  timeseries: 'timeseries',
  stat: 'stat',
  bars: 'bargauge',
  table: 'table',
  states: 'state-timeline',
  heatmap: 'heatmap',
};

/** Colours that tell levels apart for those who see red and green alike too: they differ in brightness. */
export const LEVEL_COLORS = {
  ok: 'green',
  warning: 'orange',
  critical: 'red',
  unknown: 'text',
} as const;

const NEWEST: Json = { values: false, calcs: ['lastNotNull'], fields: '' };
const LEGEND: Json = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] };
const TOOLTIP: Json = { mode: 'multi', sort: 'desc' };

/** What a panel of each kind is drawn with. */
export function optionsOf(panel: Panel): Json {
  switch (panel.kind) {
    case 'timeseries':
      return { legend: LEGEND, tooltip: TOOLTIP };
    case 'stat':
      return {
        reduceOptions: NEWEST,
        orientation: 'auto',
        textMode: 'auto',
        colorMode: panel.thresholds === undefined && panel.meanings === undefined ? 'none' : 'value',
        graphMode: panel.meanings === undefined ? 'area' : 'none',
        justifyMode: 'auto',
      };
    case 'bars':
      return {
        reduceOptions: NEWEST,
        orientation: 'horizontal',
        displayMode: 'basic',
        valueMode: 'color',
        showUnfilled: true,
        minVizWidth: 8,
        minVizHeight: 16,
      };
    case 'table':
      return { showHeader: true, cellHeight: 'sm' };
    case 'states':
      return {
        mergeValues: true,
        showValue: 'auto',
        alignValue: 'center',
        rowHeight: 0.9,
        legend: LEGEND,
        tooltip: { mode: 'single', sort: 'none' },
      };
    case 'heatmap':
      return {
        calculate: false,
        cellGap: 1,
        color: {
          mode: 'scheme',
          scheme: 'Blues',
          fill: 'dark-blue',
          scale: 'exponential',
          exponent: 0.5,
          steps: 64,
          reverse: false,
        },
        yAxis: { unit: GRAFANA_UNITS[panel.unit], axisPlacement: 'left', reverse: false },
        rowsFrame: { layout: 'auto' },
        cellValues: { unit: 'cps' },
        filterValues: { le: 1e-9 },
        legend: { show: true },
        tooltip: { mode: 'single', showColorScale: false, yHistogram: true },
        showValue: 'never',
        exemplars: { color: 'rgba(255,0,255,0.7)' },
      };
  }
}

/** Unit, limits, thresholds and meanings of a panel's values. */
export function fieldConfigOf(panel: Panel): Json {
  const { unit, min, max, thresholds = [], meanings = [], kind } = panel;
  const steps = [
    { color: LEVEL_COLORS.ok, value: null },
    ...thresholds.map(({ from, level }) => ({ color: LEVEL_COLORS[level], value: from })),
  ];
  return {
    defaults: {
      unit: GRAFANA_UNITS[unit],
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      color: { mode: kind === 'timeseries' ? 'palette-classic' : 'thresholds' },
      thresholds: { mode: 'absolute', steps },
      mappings: meanings.length === 0 ? [] : [meaningsJson(panel)],
      custom: customOf(panel),
    },
    overrides: [],
  };
}

function meaningsJson({ meanings = [] }: Panel): Json {
  const options = meanings.map(({ value, text, level }, index) => [
    String(value),
    { text, color: LEVEL_COLORS[level], index },
  ]);
  return { type: 'value', options: Object.fromEntries(options) as Record<string, Json> };
}

function customOf({ kind, isStacked = false, thresholds }: Panel): Json {
  if (kind === 'states') return { lineWidth: 0, fillOpacity: 80 };
  if (kind !== 'timeseries') return {};
  return {
    drawStyle: 'line',
    lineInterpolation: 'linear',
    lineWidth: 1,
    fillOpacity: isStacked ? 40 : 8,
    showPoints: 'never',
    spanNulls: false,
    stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: thresholds === undefined ? 'off' : 'dashed' },
    axisPlacement: 'auto',
    axisLabel: '',
    scaleDistribution: { type: 'linear' },
  };
}
