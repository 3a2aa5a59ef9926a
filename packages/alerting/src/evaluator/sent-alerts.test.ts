import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { advanceAlerts } from './advance-alerts.ts';
import { EMPTY_STATE } from './alert-instance.ts';
import { alertsToSend, generatorUrlOf } from './sent-alerts.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const labels = Labels.from({ alertname: 'A' });

/** Evaluates every 15 s: what is sent, as the second it is sent at and the end it names. */
function sent(present: (second: number) => boolean, untilSecond: number, forMillis = 0) {
  let state = EMPTY_STATE;
  const out: string[] = [];
  for (let second = 0; second <= untilSecond; second += 15) {
    const candidates = present(second)
      ? [{ labels, sampleLabels: Labels.EMPTY, annotations: {}, value: 1 }]
      : [];
    const timing = { forMillis, keepFiringForMillis: 0, limit: 0, maxAlerts: 10 };
    ({ state } = advanceAlerts(timing, state, { candidates, held: new Map() }, second * SECOND));
    const result = alertsToSend(state, second * SECOND, {
      resendDelayMillis: MINUTE,
      intervalMillis: 15 * SECOND,
      externalLabels: { cluster: 'c' },
      generatorUrl: '',
    });
    ({ state } = result);
    for (const { startsAtMillis, endsAtMillis } of result.alerts)
      out.push(`${second}: ${startsAtMillis / SECOND}-${endsAtMillis / SECOND}`);
  }
  return out;
}

describe('sending', () => {
  it('tells of a firing alert at once, and again after more than the resend delay, good for four of them', () => {
    expect(sent(() => true, 150)).toEqual(['0: 0-240', '75: 0-315', '150: 0-390']);
  });

  it('tells of the end at once and goes on telling, as whoever is told may have missed it', () => {
    expect(sent((second) => second < 30, 105)).toEqual(['0: 0-240', '30: 0-30', '105: 0-30']);
  });

  it('says nothing of alerts that never fired', () => {
    expect(sent((second) => second < 30, 105, MINUTE)).toEqual([]);
  });

  it('points to the expression', () => {
    expect(generatorUrlOf('http://h:9090/', 'a{b="c"} > 1')).toBe(
      'http://h:9090/graph?g0.expr=a%7Bb%3D%22c%22%7D+%3E+1&g0.tab=1',
    );
    expect(generatorUrlOf('http://h', "sum(a * b) ~ 'c!'")).toBe(
      'http://h/graph?g0.expr=sum%28a+%2A+b%29+~+%27c%21%27&g0.tab=1',
    );
    expect(generatorUrlOf('', 'a')).toBe('');
  });
});
