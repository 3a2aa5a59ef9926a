import { describe, expect, it } from '@jest/globals';
import type { NotifiedAlert, RuleAlert } from '../api/alerts.ts';
import { matchAlerts } from './match-alerts.ts';

const now = Date.parse('2026-01-01T12:00:00Z') / 1_000;

function ofRules(labels: Record<string, string>, state: 'pending' | 'firing' = 'firing'): RuleAlert {
  return { labels, annotations: {}, state, activeAt: '2026-01-01T11:00:00Z', value: '1e+00' };
}

function notified(labels: Record<string, string>, endsAt = '2026-01-01T12:04:00Z'): NotifiedAlert {
  return {
    labels,
    fingerprint: JSON.stringify(labels),
    startsAt: '2026-01-01T11:00:00Z',
    endsAt,
    receivers: [],
    silencedBy: [],
    inhibitedBy: [],
    groups: [],
  };
}

describe('alerts of the rules and of the notifications', () => {
  it('are one where the labels agree, external ones aside', () => {
    const [alert, ...others] = matchAlerts(
      [ofRules({ alertname: 'Slow', database: 'a' })],
      [notified({ alertname: 'Slow', database: 'a', cluster: 'eu' })],
      now,
    );
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ state: 'firing', value: '1e+00', notified: { labels: { cluster: 'eu' } } });
  });

  it('are joined one to one', () => {
    const alerts = matchAlerts(
      [ofRules({ alertname: 'Slow', database: 'a' }), ofRules({ alertname: 'Slow', database: 'b' })],
      [
        notified({ alertname: 'Slow', database: 'b', cluster: 'eu' }),
        notified({ alertname: 'Slow', database: 'a', cluster: 'eu' }),
        notified({ alertname: 'Slow', database: 'a', cluster: 'us' }),
        notified({ alertname: 'Slow' }),
      ],
      now,
    );
    expect(alerts.map(({ labels, notified: one }) => [labels.database, one?.labels.cluster])).toEqual([
      ['a', 'eu'],
      ['b', 'eu'],
      ['a', 'us'],
      [undefined, undefined],
    ]);
  });

  it('keep alerts somebody else raised, until they end', () => {
    const alerts = matchAlerts(
      [],
      [notified({ alertname: 'Posted' }), notified({ alertname: 'Over' }, '2026-01-01T11:59:00Z')],
      now,
    );
    expect(alerts.map(({ labels }) => labels.alertname)).toEqual(['Posted']);
  });

  it('put what fires and is worst first', () => {
    const alerts = matchAlerts(
      [
        ofRules({ alertname: 'A', severity: 'critical' }, 'pending'),
        ofRules({ alertname: 'B' }),
        ofRules({ alertname: 'C', severity: 'warning' }),
        ofRules({ alertname: 'D', severity: 'critical' }),
      ],
      [],
      now,
    );
    expect(alerts.map(({ labels }) => labels.alertname)).toEqual(['D', 'C', 'B', 'A']);
  });
});
