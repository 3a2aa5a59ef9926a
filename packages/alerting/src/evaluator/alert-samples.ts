import { type Labels, METRIC_NAME } from '@kotoba/core';
import type { AlertInstance } from './alert-instance.ts';
import type { AppendedSample } from './sample-appender.ts';

/** Series that tell the state of every alert. Source: prometheus/prometheus `rules/alerting.go`. */
export const ALERTS = 'ALERTS';
/** Series that tell since when every alert is active, in seconds since the epoch. */
export const ALERTS_FOR_STATE = 'ALERTS_FOR_STATE';

const SERIES = new WeakMap<Labels, ReadonlyMap<string, Labels>>();

/** The samples an active alert leaves in the history. */
export function alertSamples({ labels, state, activeAtMillis }: AlertInstance): AppendedSample[] {
  const series = seriesOf(labels);
  return [
    { labels: series.get(state)!, value: 1 },
    { labels: series.get(ALERTS_FOR_STATE)!, value: Math.floor(activeAtMillis / 1_000) },
  ];
}

function seriesOf(labels: Labels): ReadonlyMap<string, Labels> {
  let series = SERIES.get(labels);
  if (series === undefined) {
    const alerts = labels.with(METRIC_NAME, ALERTS);
    series = new Map([
      ['pending', alerts.with('alertstate', 'pending')],
      ['firing', alerts.with('alertstate', 'firing')],
      [ALERTS_FOR_STATE, labels.with(METRIC_NAME, ALERTS_FOR_STATE)],
    ]);
    SERIES.set(labels, series);
  }
  return series;
}
