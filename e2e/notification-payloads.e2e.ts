/** @needs alertmanager */
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type Alert,
  AlertmanagerClient,
  forgetfulStore,
  Notifier,
  parseAlertmanagerConfig,
} from '@kotoba/alerting';
import { systemClock as clock, Labels } from '@kotoba/core';
import { AlertmanagerServer } from './support/alertmanager-server.ts';
import { Cleanup } from './support/cleanup.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { waitFor } from './support/wait-for.ts';

const EXTERNAL_URL = 'http://alerts.example/am';
const CHANNELS = ['webhook', 'slack', 'pagerduty'] as const;

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** One configuration for both, save for where they send to. Source and severity of PagerDuty are given: see docs. */
function configFor(sink: string, groupBy: string): string {
  return `
route:
  receiver: on call
  group_by: ${groupBy}
  group_wait: 300ms
  group_interval: 1s
receivers:
  - name: on call
    webhook_configs: [{ url: '${sink}/webhook', max_alerts: 3 }]
    slack_configs: [{ api_url: '${sink}/slack', channel: '#ops', send_resolved: true }]
    pagerduty_configs: [{ url: '${sink}/pagerduty', routing_key: key, client: Alertmanager, severity: critical }]
`;
}

interface Raised {
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly generatorUrl?: string;
}

const HOSTILE = '<b>&"quotes" \\back\\slash\n new line\tüml😀 {{ .Labels }} `tick` *bold* %20';
const SCENARIOS: { readonly name: string; readonly groupBy: string; readonly alerts: readonly Raised[] }[] = [
  {
    name: 'one alert',
    groupBy: '[alertname]',
    alerts: [
      { labels: { alertname: 'Slow', severity: 'critical' }, annotations: { summary: 'reads are slow' } },
    ],
  },
  {
    name: 'several alerts of a group, ordered as Alertmanager does',
    groupBy: '[alertname, job]',
    alerts: ['b', 'a', ''].flatMap((instance, i) => [
      {
        labels: { alertname: 'Down', job: 'db', instance, zone: `z${i % 2}`, severity: 'critical' },
        annotations: { summary: `${instance} is down`, runbook: 'http://runbooks.example/down?a=1&b=2' },
        generatorUrl: 'http://prometheus.example/graph?g0.expr=up+%3D%3D+0&g0.tab=1',
      },
    ]),
  },
  {
    name: 'more alerts than a message may hold',
    groupBy: '[alertname]',
    alerts: ['a', 'b', 'c', 'd', 'e'].map((host) => ({ labels: { alertname: 'Full', host } })),
  },
  {
    name: 'texts that mean something elsewhere',
    groupBy: '[alertname, path]',
    alerts: [
      {
        labels: { alertname: 'Odd', path: HOSTILE, host: 'x' },
        annotations: { description: HOSTILE, z: '', a: '\u2028\u0000\u0007' },
      },
    ],
  },
  {
    name: 'every alert a group of its own, with a long name',
    groupBy: "['...']",
    alerts: [{ labels: { alertname: `Long${'g'.repeat(1_500)}`, host: 'x' } }],
  },
  {
    name: 'one group for all',
    groupBy: '[]',
    alerts: [{ labels: { alertname: 'A' } }, { labels: { alertname: 'B', x: '1' } }],
  },
];

function alertOf({ labels, annotations = {}, generatorUrl = '' }: Raised, start: number, end: number): Alert {
  return {
    labels: Labels.from(labels),
    annotations,
    startsAtMillis: start,
    endsAtMillis: end,
    updatedAtMillis: clock.now(),
    generatorUrl,
  };
}

/**
 * What Alertmanager's message to Slack is here: with `&`, `<` and `>` of labels escaped, which Slack would otherwise take for
 * links and mentions.
 */
function escapedForSlack(body: string): unknown {
  const message = JSON.parse(body) as { attachments: { title: string; fallback: string }[] };
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const [attachment] = message.attachments;
  const { title, fallback } = attachment!;
  const at = fallback.lastIndexOf(' | ');
  Object.assign(attachment!, {
    title: escaped(title),
    fallback: escaped(fallback.slice(0, at)) + fallback.slice(at),
  });
  return message;
}

/** The bodies a side sent to one channel, in order. */
function bodies(sink: RecordingSink, channel: string): string[] {
  return sink.requests.filter(({ path }) => path === `/${channel}`).map(({ body }) => body);
}

describe.each(SCENARIOS)('messages about $name', ({ groupBy, alerts }) => {
  it('are those Alertmanager sends', async () => {
    const [theirs, ours] = [await RecordingSink.start(cleanup), await RecordingSink.start(cleanup)];
    const server = await AlertmanagerServer.start(configFor(theirs.url, groupBy), cleanup);
    const { resolveTimeoutMillis: _, ...config } = parseAlertmanagerConfig(configFor(ours.url, groupBy), {
      file: 'alertmanager.yml',
      clock,
    });
    const notifier = new Notifier({ ...config, externalUrl: EXTERNAL_URL, clock, store: forgetfulStore });
    cleanup.add(() => notifier.stop());
    const client = new AlertmanagerClient({ url: server.url, timeoutMillis: 5_000, clock });
    const send = async (reports: Alert[]) => {
      await client.send(reports, new AbortController().signal);
      notifier.put(reports);
    };
    const allTold = (count: number) =>
      waitFor(`${count} messages of each channel from both`, () =>
        [theirs, ours].every((sink) => CHANNELS.every((channel) => bodies(sink, channel).length >= count)),
      );

    const start = clock.now();
    await send(alerts.map((one) => alertOf(one, start, start + 600_000)));
    await allTold(1);
    const end = clock.now();
    await send(alerts.map((one) => alertOf(one, start, end)));
    await allTold(2);

    for (const channel of ['webhook', 'pagerduty'])
      expect([channel, ...bodies(ours, channel)]).toEqual([channel, ...bodies(theirs, channel)]);
    expect(bodies(ours, 'slack').map((body) => JSON.parse(body))).toEqual(
      bodies(theirs, 'slack').map(escapedForSlack),
    );
  }, 60_000);
});
