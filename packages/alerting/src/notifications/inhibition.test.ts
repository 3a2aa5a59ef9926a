import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import type { Alert } from './alert.ts';
import { parseAlertMatchers } from './alert-matcher.ts';
import { Inhibitor } from './inhibition.ts';

const rule = {
  source: parseAlertMatchers('severity="critical"'),
  target: parseAlertMatchers('severity=~"warning|critical"'),
  equal: ['database'],
};

function alert(labels: Record<string, string>, endsAtMillis = 100): Alert {
  return {
    labels: Labels.from(labels),
    annotations: {},
    startsAtMillis: 0,
    endsAtMillis,
    updatedAtMillis: 0,
    generatorUrl: '',
  };
}

function by(target: Record<string, string>, ...alerts: Alert[]): Alert | undefined {
  const inhibitor = new Inhibitor([rule]);
  for (const one of alerts) inhibitor.note(one);
  return inhibitor.inhibiting(Labels.from(target), 50)?.by;
}

describe('Inhibitor', () => {
  const critical = alert({ severity: 'critical', database: 'a' });

  it('is a firing source with equal labels', () => {
    expect(by({ severity: 'warning', database: 'a' }, critical)).toBe(critical);
    expect(by({ severity: 'warning', database: 'b' }, critical)).toBeUndefined();
    expect(by({ severity: 'info', database: 'a' }, critical)).toBeUndefined();
  });

  it('takes two absent labels for equal', () => {
    const source = alert({ severity: 'critical' });
    expect(by({ severity: 'warning' }, source)).toBe(source);
    expect(by({ severity: 'warning', database: 'a' }, source)).toBeUndefined();
  });

  it('is no alert that has ended', () => {
    expect(
      by({ severity: 'warning', database: 'a' }, alert({ severity: 'critical', database: 'a' }, 50)),
    ).toBeUndefined();
  });

  it('is never the alert itself, nor another that is source and target alike', () => {
    expect(by({ severity: 'critical', database: 'a' }, critical)).toBeUndefined();
    expect(by({ severity: 'critical', database: 'a', x: '1' }, critical)).toBeUndefined();
  });
});
