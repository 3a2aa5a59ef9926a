import { equalMatcher, isStaleNaN, METRIC_NAME, type SeriesSamples, type SeriesSource } from '@kotoba/core';
import type { AlertInstance, AlertRuleState } from './alert-instance.ts';
import { ALERTS_FOR_STATE } from './alert-samples.ts';

/** How a restart is bridged. Source: Prometheus' flags `--rules.alert.for-outage-tolerance` and `for-grace-period`. */
export interface RestoreOptions {
  /** How long ago alerts may last have been seen active. */
  readonly outageToleranceMillis: number;
  /** How long an alert that was to fire soon is at least given after the restart. */
  readonly forGracePeriodMillis: number;
}

/** The series that tell since when the alerts of a rule were active, as far back as an outage is tolerated. */
export async function readForState(
  source: SeriesSource,
  alertname: string,
  nowMillis: number,
  { outageToleranceMillis }: RestoreOptions,
): Promise<readonly SeriesSamples[]> {
  const matchers = [equalMatcher(METRIC_NAME, ALERTS_FOR_STATE), equalMatcher('alertname', alertname)];
  return source.select(matchers, { startMillis: nowMillis - outageToleranceMillis, endMillis: nowMillis });
}

/**
 * The state of a rule whose alerts were active before a restart: the time they were down does not count towards
 * `for`, and what would fire within the grace period fires at its end.
 * Source: prometheus/prometheus `rules/group.go`, `RestoreForState`.
 */
export function restoreAlerts(
  forMillis: number,
  state: AlertRuleState,
  series: readonly SeriesSamples[],
  nowMillis: number,
  { forGracePeriodMillis }: RestoreOptions,
): AlertRuleState {
  const last = new Map<string, { downAtMillis: number; activeAtMillis: number }>();
  for (const { labels, timestamps, values } of series) {
    const end = values.length - 1;
    if (end < 0 || isStaleNaN(values, end)) continue;
    last.set(labels.without(METRIC_NAME).key, {
      downAtMillis: Math.floor(timestamps[end]! / 1_000) * 1_000,
      activeAtMillis: values[end]! * 1_000,
    });
  }
  const alerts = new Map<string, AlertInstance>();
  for (const [key, alert] of state.alerts) {
    const seen = last.get(key);
    if (seen === undefined) {
      alerts.set(key, alert);
      continue;
    }
    const { downAtMillis, activeAtMillis } = seen;
    const remaining = forMillis - (downAtMillis - activeAtMillis);
    let restored = activeAtMillis;
    if (remaining > 0) {
      restored =
        remaining < forGracePeriodMillis
          ? nowMillis + forGracePeriodMillis - forMillis
          : activeAtMillis + (nowMillis - downAtMillis);
    }
    alerts.set(key, { ...alert, activeAtMillis: restored });
  }
  return { ...state, alerts };
}
