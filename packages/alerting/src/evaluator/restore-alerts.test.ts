import { describe, expect, it } from '@jest/globals';
import { Labels, type SeriesSamples, writeStaleNaN } from '@kotoba/core';
import { advanceAlerts } from './advance-alerts.ts';
import { EMPTY_STATE } from './alert-instance.ts';
import { restoreAlerts } from './restore-alerts.ts';

const MINUTE = 60_000;
const FOR = 30 * MINUTE;
const OPTIONS = { outageToleranceMillis: 60 * MINUTE, forGracePeriodMillis: 10 * MINUTE };
const labels = Labels.from({ alertname: 'A', instance: 'a' });

function series(activeAtMillis: number, downAtMillis: number, stale = false): SeriesSamples {
  const values = Float64Array.of(activeAtMillis / 1_000);
  if (stale) writeStaleNaN(values, 0);
  return {
    labels: labels.with('__name__', 'ALERTS_FOR_STATE'),
    timestamps: Float64Array.of(downAtMillis),
    values,
  };
}

/** Since when the alert is active after a restart, when it was seen active until 100 minutes after the start. */
function restored(nowMillis: number, ...known: SeriesSamples[]): number {
  const candidates = [{ labels, sampleLabels: Labels.EMPTY, annotations: {}, value: 1 }];
  const timing = { forMillis: FOR, keepFiringForMillis: 0, limit: 0, maxAlerts: 10 };
  const { state } = advanceAlerts(timing, EMPTY_STATE, { candidates, held: new Map() }, nowMillis);
  return restoreAlerts(FOR, state, known, nowMillis, OPTIONS).alerts.get(labels.key)!.activeAtMillis;
}

describe('after a restart', () => {
  const down = 100 * MINUTE;
  const now = 120 * MINUTE;

  it('an alert that fired fires again at the next evaluation', () => {
    const activeAt = restored(now, series(down - 40 * MINUTE, down));
    expect(activeAt).toBe(down - 40 * MINUTE);
    expect(now - activeAt).toBeGreaterThanOrEqual(FOR);
  });

  it('the time of the outage does not count towards for', () => {
    const activeAt = restored(now, series(down - 5 * MINUTE, down));
    expect(now - activeAt).toBe(5 * MINUTE);
  });

  it('what was to fire soon is given the grace period', () => {
    const activeAt = restored(now, series(down - 25 * MINUTE, down));
    expect(activeAt + FOR).toBe(now + OPTIONS.forGracePeriodMillis);
  });

  it('an alert that had ended, or that nobody knows, begins anew', () => {
    expect(restored(now, series(0, down, true))).toBe(now);
    expect(restored(now)).toBe(now);
  });
});
