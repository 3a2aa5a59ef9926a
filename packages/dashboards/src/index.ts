export { builtInDashboards } from './built-in-dashboards.ts';
export { communityMetrics } from './community-metrics.ts';
export { CUSTOM_DASHBOARD, customDashboard } from './custom-dashboard.ts';
export type {
  Dashboard,
  DashboardRow,
  Panel,
  PanelKind,
  PanelQuery,
  PanelThreshold,
  PanelUnit,
  ValueMeaning,
} from './dashboard.ts';
export { defineDashboard } from './define-dashboard.ts';
export { dashboardsErrorCodes } from './errors.ts';
export type { GrafanaDashboard, GrafanaPanel, Json } from './grafana/grafana-json.ts';
export { toGrafana } from './grafana/to-grafana.ts';
export {
  type Overview,
  type OverviewShift,
  type OverviewTransition,
  overview,
} from './overview.ts';
