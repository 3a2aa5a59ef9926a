import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, Notification } from '@kotoba/alerting';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { MonitoringOptions } from './options.ts';
import { registerKotobaInstrumentation } from './register.ts';

let directory: string;
let running: KotobaInstrumentation | undefined;
const servers: Server[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kotoba-alerting-'));
});

afterEach(async () => {
  await running?.shutdown();
  running = undefined;
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
  delete process.env.KOTOBA_ALERT_SLACK_WEBHOOK;
});

async function start(options: MonitoringOptions): Promise<KotobaInstrumentation> {
  running = await registerKotobaInstrumentation({
    database: { name: 'shop', system: 'test', getDatabaseMetrics: () => ({ activeConnections: 7 }) },
    collectionIntervalMillis: 20,
    hostMetrics: false,
    runtimeMetrics: false,
    prometheus: { port: 0 },
    ...options,
  });
  return running;
}

async function until<T>(what: string, attempt: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    const found = await attempt();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no ${what}`);
}

/** Remembers what it is sent. */
function recorder(): Channel & { readonly sent: Notification[] } {
  const sent: Notification[] = [];
  return {
    type: 'test',
    sendResolved: true,
    sent,
    send: async (notification) => {
      sent.push(notification);
      return 'taken';
    },
  };
}

/** Whatever is posted to it, as text. */
async function sink(): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('ok');
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, bodies };
}

const busy = {
  name: 'Busy',
  description: '{{ $labels.database }} has {{ $value }} connections',
  query: 'kotoba_db_connections_active > 5',
  evaluationInterval: 50,
  severity: 'critical',
} as const;

/** Sends at once instead of after half a minute. */
const AT_ONCE =
  'route: { receiver: sink, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }';

async function get(path: string): Promise<never> {
  return (await (await fetch(running!.addresses.server + path)).json()) as never;
}

describe('the alerting of a registration', () => {
  it('tells of an alert that a rule in code finds, and shows it over HTTP and as metrics', async () => {
    const { url, bodies } = await sink();
    const configFile = join(directory, 'alertmanager.yml');
    writeFileSync(
      configFile,
      `${AT_ONCE}\nreceivers: [{ name: sink, webhook_configs: [{ url: '${url}' }] }]\n`,
    );
    const { alerts, addresses } = await start({ alerting: { rules: [busy], configFile } });
    const body = JSON.parse(await until('message', () => bodies[0])) as Record<string, unknown>;
    expect(body).toMatchObject({
      version: '4',
      status: 'firing',
      receiver: 'sink',
      alerts: [
        {
          labels: { alertname: 'Busy', severity: 'critical', database: 'shop' },
          annotations: { description: 'shop has 7 connections' },
        },
      ],
    });
    expect(alerts.activeAlerts().map(({ state }) => state)).toEqual(['firing']);
    expect(alerts.history().map(({ kind }) => kind)).toContain('firing');
    expect(await get('/api/v1/rules?type=alert')).toMatchObject({
      data: { groups: [{ name: 'Busy', rules: [{ state: 'firing', health: 'ok' }] }] },
    });
    expect(await get('/api/v2/alerts')).toMatchObject([
      { receivers: [{ name: 'sink' }], status: { state: 'active' } },
    ]);
    const scrape = await until('metrics of alerting', async () => {
      const text = await (await fetch(addresses.metrics!)).text();
      return /kotoba_notifications_total\{channel="webhook",result="sent"\} 1/.test(text) ? text : undefined;
    });
    expect(scrape).toContain('kotoba_alerts_firing{severity="critical"} 1');
    expect(scrape).toMatch(
      /kotoba_monitoring_rule_evaluations_total\{rule_group="code;Busy",result="ok"\} [1-9]/,
    );
    const stored = await until('ALERTS in the history', async () => {
      const { data } = (await get('/api/v1/query?query=ALERTS')) as { data: { result: object[] } };
      return data.result.length > 0 ? data.result : undefined;
    });
    expect(stored).toMatchObject([{ metric: { alertname: 'Busy', alertstate: 'firing' } }]);
  });

  it('takes rules and channels while it runs, acknowledges, silences, resolves and explains', async () => {
    const { alerts } = await start({});
    const channel = recorder();
    alerts.addNotifier(channel);
    alerts.addRule(busy);
    const [alert] = await until('alert', () =>
      alerts.activeAlerts().length > 0 ? alerts.activeAlerts() : undefined,
    );
    const labels = alert!.labels.toRecord();
    expect(await alerts.acknowledge(labels, 'ann', 'on it')).toMatchObject({ by: 'ann' });
    const silence = alerts.silence({
      matchers: [{ name: 'alertname', value: 'Busy', isRegex: false, isEqual: true }],
      startsAtMillis: Date.now(),
      endsAtMillis: Date.now() + 60_000,
      createdBy: 'ann',
      comment: 'known',
    });
    expect(alerts.silences().map(({ id }) => id)).toEqual([silence.id]);
    alerts.expireSilence(silence.id);
    alerts.resolve(labels);
    expect(() => alerts.resolve({ alertname: 'None' })).toThrow('there is no alert');
    expect(alerts.explain(labels)).toEqual([]);
    expect(await alerts.removeRule('Busy')).toBe(true);
    expect(alerts.groups()).toEqual([]);
  });

  it('looks back over the history: when a rule would have fired, and what threshold fits', async () => {
    const { alerts, collector } = await start({});
    await until('history', async () => {
      const points = await collector.getMetrics('kotoba_db_connections_active', new Date(0), new Date());
      return points.length > 20 ? points : undefined;
    });
    const [from, to] = [new Date(Date.now() - 300), new Date()];
    const { firings, evaluations } = await alerts.backtest(busy, from, to);
    expect([firings.length, evaluations]).toEqual([1, 7]);
    expect(await alerts.suggestThreshold('kotoba_db_connections_active', from, to)).toMatchObject({
      threshold: 7,
    });
  });

  it('needs no more than the variable of a Slack webhook: the built-in rules are on then', async () => {
    const { url } = await sink();
    process.env.KOTOBA_ALERT_SLACK_WEBHOOK = url;
    const { alerts } = await start({});
    const names = alerts.groups().flatMap(({ rules }) => rules.map(({ name }) => name));
    expect(names.length).toBeGreaterThan(10);
    expect(await get('/api/v2/receivers')).toEqual([{ name: 'default' }]);
  });

  it('keeps silences over a restart where a folder is given', async () => {
    const input = {
      matchers: [{ name: 'alertname', value: 'Busy', isRegex: false, isEqual: true }],
      startsAtMillis: Date.now(),
      endsAtMillis: Date.now() + 60_000,
      createdBy: 'ann',
      comment: 'known',
    };
    const { id } = (await start({ alerting: { directory } })).alerts.silence(input);
    await running!.shutdown();
    expect((await start({ alerting: { directory } })).alerts.silences().map((one) => one.id)).toEqual([id]);
  });

  it('lists everything that is wrong before anything is started, and no secret', async () => {
    writeFileSync(
      join(directory, 'rules.yml'),
      'groups: [{ name: g, rules: [{ alert: A, expr: "sum(", annotations: { a: "{{ x }}" } }] }]',
    );
    const wrong = {
      rules: [{ name: '', query: 'up' }],
      ruleFiles: [join(directory, 'rules.yml'), join(directory, 'none.yml')],
      objectives: [{ name: 'o', objective: 200, good: 'a', total: 'b' }],
      notifications: [{ type: 'webhook', url: 'hunter2' }, { type: 'pager' }],
    } as never;
    let message = '';
    try {
      await start({ alerting: wrong });
    } catch (error) {
      message = (error as Error).message;
    }
    for (const part of [
      'alerting.rules.0',
      'alerting.ruleFiles.0',
      'rules.yml:1:',
      'function "x" not defined',
      'alerting.ruleFiles.1',
      'alerting.objectives.0',
      'notifications[0].url',
      'notifications[1].type',
    ])
      expect(message).toContain(part);
    expect(message).not.toContain('hunter2');
  });

  it('pings an address while rules are evaluated', async () => {
    const { url, bodies } = await sink();
    await start({ alerting: { heartbeatUrl: url, builtInRules: ['health'], enabled: true } });
    await until('ping', () => bodies[0]);
    expect(bodies).toEqual(['{}']);
  });

  it('evaluates the built-in rules where only a heartbeat is given', async () => {
    const { url, bodies } = await sink();
    const { alerts } = await start({ alerting: { heartbeatUrl: url } });
    expect(alerts.groups().map(({ file }) => file)).toContain('built-in');
    await until('ping', () => bodies[0]);
  });

  it('pings nobody where alerting is off', async () => {
    const { url, bodies } = await sink();
    await start({ alerting: { heartbeatUrl: url, builtInRules: true, enabled: false } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(bodies).toEqual([]);
  });

  it('tells the page whether rules are evaluated, those added later included', async () => {
    const { alerts } = await start({});
    const page = async () => (await get('/api/kotoba/v1/page')) as { alerting: boolean };
    expect((await page()).alerting).toBe(false);
    alerts.addRule(busy);
    expect((await page()).alerting).toBe(true);
  });
});
