/** A value JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Where a panel or variable asks: whatever is chosen as `$datasource`. */
export const DATA_SOURCE = { type: 'prometheus', uid: '$datasource' } as const;

/** A panel or a row of Grafana's. */
export interface GrafanaPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly [name: string]: Json | GrafanaPanel['gridPos'];
}

/** A dashboard as Grafana imports it. */
export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly GrafanaPanel[];
  readonly [name: string]: Json | readonly GrafanaPanel[];
}
