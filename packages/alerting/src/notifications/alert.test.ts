import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { type Alert, compareAlerts, fingerprintOf, mergeAlerts } from './alert.ts';

function alert(labels: Record<string, string>, times: Partial<Alert> = {}): Alert {
  const given = { startsAtMillis: 0, endsAtMillis: 100, updatedAtMillis: 0, generatorUrl: '', ...times };
  return { labels: Labels.from(labels), annotations: {}, ...given };
}

describe('fingerprintOf', () => {
  // Answers of Alertmanager 0.25 for the same labels.
  it.each([
    [{ alertname: 'HighLatency' }, '73dbeed5635ea4e4'],
    [{ alertname: 'Dé', job: 'a b' }, '42a21bca666adea4'],
  ])('of %j is %s', (labels, print) => {
    expect(fingerprintOf(Labels.from(labels))).toBe(print);
  });

  it('tells apart what only differs in where a name ends', () => {
    expect(fingerprintOf(Labels.from({ ab: 'c' }))).not.toBe(fingerprintOf(Labels.from({ a: 'bc' })));
  });
});

describe('compareAlerts', () => {
  it('orders by job, by instance, by number of labels, then label by label', () => {
    const alerts = [
      alert({ a: '1' }),
      alert({ a: '1', b: '1' }),
      alert({ job: 'b', instance: '1' }),
      alert({ a: '0', b: '2' }),
      alert({ job: 'a', instance: '2' }),
      alert({ job: 'a', instance: '1', c: '1' }),
      alert({ b: '1' }),
    ];
    expect([...alerts].sort(compareAlerts).map(({ labels }) => String(labels))).toEqual([
      '{c="1", instance="1", job="a"}',
      '{instance="2", job="a"}',
      '{instance="1", job="b"}',
      '{b="1"}',
      '{a="1"}',
      '{a="0", b="2"}',
      '{a="1", b="1"}',
    ]);
  });
});

describe('mergeAlerts', () => {
  const known = alert({ a: '1' }, { startsAtMillis: 10, endsAtMillis: 100, updatedAtMillis: 50 });

  it('keeps the earliest start of an alert that goes on', () => {
    const report = { ...known, startsAtMillis: 20, endsAtMillis: 200, updatedAtMillis: 60 };
    expect(mergeAlerts(known, report, 60)).toMatchObject({ startsAtMillis: 10, endsAtMillis: 200 });
  });

  it('takes a report of its end', () => {
    const report = { ...known, endsAtMillis: 60, updatedAtMillis: 60 };
    expect(mergeAlerts(known, report, 61)).toMatchObject({ startsAtMillis: 10, endsAtMillis: 60 });
  });

  it('begins anew when the report does not touch the time before', () => {
    const report = { ...known, startsAtMillis: 150, endsAtMillis: 300, updatedAtMillis: 150 };
    expect(mergeAlerts(known, report, 150)).toBe(report);
  });

  it('is not moved by a report that comes late', () => {
    const late = { ...known, startsAtMillis: 20, endsAtMillis: 70, updatedAtMillis: 40 };
    expect(mergeAlerts(known, late, 60)).toEqual(known);
  });
});
