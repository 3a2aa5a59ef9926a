import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock } from '@kotoba/core';
import { Inhibitor } from '../notifications/inhibition.ts';
import { createRoutes, matchRoutes } from '../notifications/route.ts';
import { parseAlertmanagerConfig } from './alertmanager-config.ts';
import { ConfigurationError } from './configuration-error.ts';

const files: Record<string, string> = {
  'slack.txt': ' https://hooks.slack.example/s3cret\n',
  'empty.txt': ' ',
};

function parse(text: string) {
  return parseAlertmanagerConfig(text, {
    file: 'am.yml',
    clock: new ManualClock(),
    readSecretFile: (path) => {
      const content = files[path];
      if (content === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
      return content;
    },
  });
}

function problems(text: string): string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.code).toBe('KOTOBA_ALERTING_INVALID_CONFIGURATION');
    expect(error.message.split('\n')).toHaveLength(error.problems.length);
    return error.message.split('\n');
  }
}

const FULL = `
global:
  resolve_timeout: 10m
  smtp_smarthost: 'mail.example.org:587'
  smtp_from: kotoba@example.org
  smtp_auth_username: kotoba
  smtp_auth_password: hunter2
  slack_api_url_file: slack.txt
route:
  receiver: everyone
  group_by: [alertname]
  group_wait: 1s
  routes:
    - matchers: ['severity="critical"', 'team=~"db|web"']
      receiver: pager
      continue: true
      repeat_interval: 1h
      escalations: [{ after: 15m, receiver: boss }]
    - match: { team: db }
      match_re: { zone: 'a|b' }
      receiver: db
      mute_time_intervals: [nights]
      active_time_intervals: [office]
receivers:
  - name: everyone
    email_configs: [{ to: 'ops@example.org, dev@example.org', send_resolved: yes }]
  - name: pager
    pagerduty_configs: [{ routing_key: k3y, severity: critical, client: '{{ template "pagerduty.default.client" . }}' }]
    webhook_configs:
      - url: http://127.0.0.1:1/hook
        max_alerts: 10
        http_config: { authorization: { credentials: t0ken }, follow_redirects: false }
  - name: db
    slack_configs: [{ channel: '#db', title: '{{ template "slack.default.title" . }}' }]
  - name: boss
inhibit_rules:
  - source_matchers: [severity = critical]
    target_match: { severity: warning }
    equal: [database]
mute_time_intervals:
  - name: nights
    time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }], location: Europe/Berlin }]
time_intervals:
  - name: office
    time_intervals:
      - weekdays: ['Monday:friday', saturday]
        days_of_month: ['1:5', '-3:-1']
        months: ['january:march', '12']
        years: ['2026:2028', 2030]
`;

describe('parseAlertmanagerConfig', () => {
  it('reads routes, receivers, inhibitions and time intervals', () => {
    const config = parse(FULL);
    expect(config.resolveTimeoutMillis).toBe(600_000);
    expect([...config.receivers].map(([name, channels]) => [name, channels.map(({ type }) => type)])).toEqual(
      [
        ['everyone', ['email']],
        ['pager', ['pagerduty', 'webhook']],
        ['db', ['slack']],
        ['boss', []],
      ],
    );
    const routes = createRoutes(config.route);
    const receiversOf = (labels: Record<string, string>) =>
      matchRoutes(routes, Labels.from(labels)).map(({ receiver }) => receiver);
    expect(receiversOf({ severity: 'critical', team: 'db', zone: 'a' })).toEqual(['pager', 'db']);
    expect(receiversOf({ severity: 'critical', team: 'ops' })).toEqual(['everyone']);
    expect(routes.routes[0]).toMatchObject({
      groupWaitMillis: 1_000,
      repeatIntervalMillis: 3_600_000,
      escalations: [{ afterMillis: 900_000, receiver: 'boss' }],
    });
    expect(routes.routes[1]).toMatchObject({
      muteTimeIntervals: ['nights'],
      activeTimeIntervals: ['office'],
    });
    expect(Object.fromEntries(config.timeIntervals)).toEqual({
      nights: [
        {
          times: [{ first: 1_320, last: 1_440 }],
          weekdays: [],
          daysOfMonth: [],
          months: [],
          years: [],
          location: 'Europe/Berlin',
        },
      ],
      office: [
        {
          times: [],
          weekdays: [
            { first: 1, last: 5 },
            { first: 6, last: 6 },
          ],
          daysOfMonth: [
            { first: 1, last: 5 },
            { first: -3, last: -1 },
          ],
          months: [
            { first: 1, last: 3 },
            { first: 12, last: 12 },
          ],
          years: [
            { first: 2026, last: 2028 },
            { first: 2030, last: 2030 },
          ],
        },
      ],
    });
    const critical = {
      labels: Labels.from({ severity: 'critical', database: 'main' }),
      annotations: {},
      startsAtMillis: 0,
      endsAtMillis: 10,
      updatedAtMillis: 0,
      generatorUrl: '',
    };
    const warning = (database: string) => Labels.from({ severity: 'warning', database });
    const inhibitor = new Inhibitor(config.inhibitRules);
    inhibitor.note(critical);
    expect(inhibitor.inhibiting(warning('main'), 1)).toBeDefined();
    expect(inhibitor.inhibiting(warning('other'), 1)).toBeUndefined();
    inhibitor.forget(critical);
    expect(inhibitor.inhibiting(warning('main'), 1)).toBeUndefined();
  });

  it('tells of ends as Alertmanager does: by webhook and PagerDuty, by email and Slack only when asked', () => {
    const told = [...parse(FULL).receivers.values()]
      .flat()
      .map(({ type, sendResolved }) => [type, sendResolved]);
    expect(Object.fromEntries(told)).toEqual({ email: true, pagerduty: true, webhook: true, slack: false });
  });

  it('tells everything that is wrong at once, each with its place', () => {
    const text = `
global: { slack_api_url: not-an-address-s3cret, smtp_auth_secret: x, colour: red }
route:
  receiver: nobody
  group_by: ['...', a]
  group_interval: 0s
  matchers: [a=b]
  routes:
    - matchers: ['a', 'b=~"("']
      match: { 1a: b }
      mute_time_intervals: [never]
      group_wait: soon
receivers:
  - name: a
    slack_configs: [{ api_url: http://x, api_url_file: slack.txt, title: '{{ .Status }}' }, https://s3cret]
    webhook_configs: [{ url_file: gone.txt }, {}]
    opsgenie_configs: [{}]
  - name: a
templates: ['*.tmpl']
time_intervals:
  - name: t
    time_intervals: [{ weekdays: [friday:monday], times: [{ start_time: '9:00', end_time: '10:00' }] }]
`;
    const found = problems(text);
    expect(
      found.map((line) => line.replace(/^am\.yml:(\d+:\d+): (.{0,44}).*$/, '$1 $2')),
    ).toMatchInlineSnapshot(`
[
  "2:26 expected "slack_api_url" as an http or https",
  "2:49 "smtp_auth_secret" is not supported: name an",
  "2:70 unknown field "colour" in "global"",
  "4:13 there is no receiver "nobody"",
  "5:13 expected "..." to be the only item of "group",
  "6:19 expected "group_interval" to be longer than ",
  "7:13 expected the root route to have no "matchers",
  "9:18 "matchers": bad matcher format: a",
  "9:23 "matchers": error parsing regexp: missing cl",
  "10:16 expected a label name of letters, digits and",
  "11:29 there is no time interval "never"",
  "12:19 "group_wait": expected a duration such as "1",
  "15:56 expected at most one of "api_url" and "api_u",
  "15:74 "title": templates are not supported here; g",
  "15:93 expected a Slack channel as a mapping, got a",
  "16:35 the file of "url_file" cannot be read (ENOEN",
  "16:47 expected a webhook to have a "url"",
  "17:5 "opsgenie_configs" is not supported: there i",
  "18:11 there already is a receiver "a"",
  "19:12 "templates" is not supported: messages are m",
  "22:35 "weekdays": expected one item or a range suc",
  "22:73 expected "start_time" as a time from 00:00 t",
]
`);
    expect(found.join()).not.toContain('s3cret');
  });

  it.each([
    ['', '"route"'],
    ['[1]', 'as a mapping, got a list'],
    ['route: { receiver: a', 'am.yml:1:'],
    ['route: {}\nreceivers: []', '"receiver"'],
    [
      'route: { receiver: a }\nreceivers: [{ name: a, pagerduty_configs: [{}] }]',
      '2:44: expected a PagerDuty',
    ],
    ['route: { receiver: a }\nreceivers: [{ name: a, email_configs: [{ to: x }] }]', '"smarthost"'],
    [
      'route: { receiver: a }\nreceivers: [{ name: a, webhook_configs: [{ url_file: empty.txt }] }]',
      'is empty',
    ],
    [
      'route: { receiver: a }\nglobal: { http_config: { proxy_url: http://p } }\nreceivers: [{ name: a }]',
      '"proxy_url" is not supported',
    ],
    ['route: { receiver: a, escalations: [{ after: 1m }] }\nreceivers: [{ name: a }]', 'a "receiver"'],
  ])('refuses %j', (text, expected) => {
    expect(problems(text).join('\n')).toContain(expected);
  });
});
