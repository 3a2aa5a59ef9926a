/** What a panel's values are measured in. */
export type PanelUnit =
  | 'seconds'
  | 'milliseconds'
  | 'bytes'
  | 'bytesPerSecond'
  | 'perSecond'
  | 'count'
  /** 0 … 1. */
  | 'ratio'
  /** 0 … 100. */
  | 'percent'
  /** A moment, in seconds since the epoch. */
  | 'moment'
  | 'none';

/** From a value on, everything is at least this bad. */
export interface PanelThreshold {
  readonly from: number;
  readonly level: 'ok' | 'warning' | 'critical';
}

/** What a number or state stands for. */
export interface ValueMeaning {
  readonly value: number;
  readonly text: string;
  readonly level: 'ok' | 'warning' | 'critical' | 'unknown';
}

/**
 * One query of a panel, in PromQL. `@service` and `@database` among the matchers of a selector stand for the choices
 * made on the dashboard; `$__rate_interval` for a range that suits the resolution, as in Grafana.
 */
export interface PanelQuery {
  readonly query: string;
  /** Name of each series: its labels in double braces, such as `{{operation}}`. Default: all labels. */
  readonly legend?: string;
}

/** How a panel shows its values. */
export type PanelKind =
  /** Lines over time. */
  | 'timeseries'
  /** The newest value, large. */
  | 'stat'
  /** The newest values, as bars. */
  | 'bars'
  /** The newest values, one row a series. */
  | 'table'
  /** Which state each series was in, over time. */
  | 'states'
  /** How a histogram's observations were distributed, over time; its query gives `le` buckets. */
  | 'heatmap';

/** A panel: one question and its answer. */
export interface Panel {
  /** What it answers, in a few words. */
  readonly title: string;
  /** What is shown, and what to make of it. */
  readonly description: string;
  readonly kind: PanelKind;
  readonly unit: PanelUnit;
  readonly queries: readonly PanelQuery[];
  /** Ascending; below the first everything is well. */
  readonly thresholds?: readonly PanelThreshold[];
  readonly meanings?: readonly ValueMeaning[];
  /** Lowest and highest value of the axis. Default: from the data. */
  readonly min?: number;
  readonly max?: number;
  /** Lines are filled and put on top of each other. */
  readonly isStacked?: boolean;
  /** Columns of 24. Default 12. */
  readonly width?: number;
}

/** Panels under one heading. */
export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A dashboard, from which Grafana's JSON and the built-in page are made. */
export interface Dashboard {
  /** Stands in addresses and file names: lower-case letters, digits and dashes. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly rows: readonly DashboardRow[];
}
