import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import type { Alert } from '../notifications/alert.ts';
import { goJson } from '../notifications/go-json.ts';
import { createNotification } from '../notifications/notification.ts';
import { emailHtml, emailText } from './email/email-body.ts';
import { pagerDutyPayload } from './pagerduty/pagerduty-channel.ts';
import { slackPayload } from './slack/slack-channel.ts';
import { webhookPayload } from './webhook/payload.ts';

const START = Date.parse('2026-11-23T10:00:00Z');
const MINUTE = 60_000;

function alert(database: string, summary: string, rest: Partial<Alert> = {}): Alert {
  return {
    labels: Labels.from({ alertname: 'HighLatency', database, severity: 'critical' }),
    annotations: { summary },
    startsAtMillis: START,
    endsAtMillis: START + 60 * MINUTE,
    updatedAtMillis: START,
    generatorUrl: '',
    ...rest,
  };
}

function notification(...alerts: Alert[]) {
  return createNotification({
    receiver: 'on call',
    groupKey: '{}:{alertname="HighLatency"}',
    groupLabels: Labels.from({ alertname: 'HighLatency' }),
    alerts,
    nowMillis: START + 10 * MINUTE,
    externalUrl: 'http://app.example:9090',
  });
}

const hostile = alert('m<a>&in', 'slow "x"', {
  startsAtMillis: START + 123,
  generatorUrl: 'http://p/graph?x=1&y=2',
});
const firing = notification(hostile, alert('two', 's2', { endsAtMillis: START + 5 * MINUTE }));
const resolved = notification(alert('two', 's2', { endsAtMillis: START + 5 * MINUTE }));

// The bodies below were taken from Alertmanager 0.25, given the same alerts.
describe('webhookPayload', () => {
  it('is what Alertmanager sends, byte for byte', () => {
    expect(goJson(webhookPayload(firing))).toBe(
      '{"receiver":"on call","status":"firing","alerts":[' +
        '{"status":"firing","labels":{"alertname":"HighLatency","database":"m\\u003ca\\u003e\\u0026in","severity":"critical"},' +
        '"annotations":{"summary":"slow \\"x\\""},"startsAt":"2026-11-23T10:00:00.123Z","endsAt":"0001-01-01T00:00:00Z",' +
        '"generatorURL":"http://p/graph?x=1\\u0026y=2","fingerprint":"31505088c4111120"},' +
        '{"status":"resolved","labels":{"alertname":"HighLatency","database":"two","severity":"critical"},' +
        '"annotations":{"summary":"s2"},"startsAt":"2026-11-23T10:00:00Z","endsAt":"2026-11-23T10:05:00Z",' +
        '"generatorURL":"","fingerprint":"0235e31c471b3fe3"}],' +
        '"groupLabels":{"alertname":"HighLatency"},"commonLabels":{"alertname":"HighLatency","severity":"critical"},' +
        '"commonAnnotations":{},"externalURL":"http://app.example:9090","version":"4",' +
        '"groupKey":"{}:{alertname=\\"HighLatency\\"}","truncatedAlerts":0}\n',
    );
  });
});

describe('slackPayload', () => {
  it('is what Alertmanager sends, byte for byte', () => {
    expect(goJson(slackPayload(resolved, { channel: '#ops' }))).toBe(
      '{"channel":"#ops","username":"Alertmanager","attachments":[{"title":"[RESOLVED] HighLatency (two critical)",' +
        '"title_link":"http://app.example:9090/#/alerts?receiver=on+call","text":"",' +
        '"fallback":"[RESOLVED] HighLatency (two critical) | http://app.example:9090/#/alerts?receiver=on+call",' +
        '"callback_id":"","footer":"","color":"good","mrkdwn_in":["fallback","pretext","text"]}]}\n',
    );
  });

  it('shows labels as text, not as mentions or links', () => {
    const [attachment] = slackPayload(notification(alert('<!channel>', '')), {}).attachments;
    expect(attachment!.title).toBe('[FIRING:1] HighLatency (&lt;!channel&gt; critical)');
  });

  it('takes texts of the user’s own, fixed or made from what is told', () => {
    const payload = slackPayload(firing, {
      title: 'fixed',
      text: ({ alerts }) => `${alerts.length} alerts`,
      iconEmoji: ':fire:',
    });
    expect(payload).toMatchObject({
      icon_emoji: ':fire:',
      attachments: [{ title: 'fixed', text: '2 alerts', color: 'danger' }],
    });
  });
});

describe('pagerDutyPayload', () => {
  it('triggers with the key, the summary and the details Alertmanager gives', () => {
    expect(pagerDutyPayload(firing, { routingKey: 'abc', client: 'Alertmanager' })).toEqual({
      routing_key: 'abc',
      dedup_key: 'd4061866bc333de2350285b0452a21f78349e3d63b4f06b6c956f64f95d7be36',
      event_action: 'trigger',
      payload: {
        summary: '[FIRING:1] HighLatency (critical)',
        source: 'Alertmanager',
        severity: 'critical',
        custom_details: {
          firing:
            'Labels:\n - alertname = HighLatency\n - database = m<a>&in\n - severity = critical\n' +
            'Annotations:\n - summary = slow "x"\nSource: http://p/graph?x=1&y=2\n',
          num_firing: '1',
          num_resolved: '1',
          resolved:
            'Labels:\n - alertname = HighLatency\n - database = two\n - severity = critical\n' +
            'Annotations:\n - summary = s2\nSource: \n',
        },
      },
      client: 'Alertmanager',
      client_url: 'http://app.example:9090/#/alerts?receiver=on+call',
    });
  });

  it('resolves under the same key', () => {
    const payload = pagerDutyPayload(resolved, { routingKey: 'abc' });
    expect(payload).toMatchObject({ event_action: 'resolve', dedup_key: expect.stringMatching(/^d4061866/) });
  });

  it('takes the highest severity there is, or the one it is given', () => {
    const severity = (...severities: string[]) => {
      const alerts = severities.map((one) =>
        alert('a', '', { labels: Labels.from({ alertname: 'x', severity: one }) }),
      );
      return pagerDutyPayload(notification(...alerts), { routingKey: '' }).payload.severity;
    };
    expect([severity('info', 'warning'), severity('info'), severity('page')]).toEqual([
      'warning',
      'info',
      'error',
    ]);
    expect(pagerDutyPayload(firing, { routingKey: '', severity: 'info' }).payload.severity).toBe('info');
  });

  it('shortens a summary PagerDuty would refuse', () => {
    const { summary } = pagerDutyPayload(notification(alert('x'.repeat(2_000), '')), {
      routingKey: '',
    }).payload;
    expect([...summary]).toHaveLength(1_024);
  });
});

describe('the body of an email', () => {
  it('tells of all alerts as text', () => {
    const text = emailText(firing);
    expect(text).toContain('Firing (1)');
    expect(text).toContain('* HighLatency, since 2026-11-23T10:00:00.123Z\n  summary: slow "x"\n');
    expect(text).toContain('* HighLatency, since 2026-11-23T10:00:00Z to 2026-11-23T10:05:00Z');
  });

  it('holds no markup of a label’s making', () => {
    const html = emailHtml(notification(alert('<script>alert(1)</script>', '"><img src=x onerror=y>')));
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});
