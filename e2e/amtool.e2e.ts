/** @needs amtool */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { forgetfulStore, Notifier } from '@kotoba/alerting';
import { Labels, systemClock } from '@kotoba/core';
import { alertmanagerRoutes, createHttpServer } from '@kotoba/http';
import { Cleanup } from './support/cleanup.ts';
import { findProgram } from './support/programs.ts';

const run = promisify(execFile);
const cleanup = new Cleanup();
let url: string;
let notifier: Notifier;

beforeEach(async () => {
  notifier = new Notifier({
    route: { receiver: 'team', groupBy: ['alertname'] },
    receivers: new Map([['team', []]]),
    externalUrl: 'http://127.0.0.1',
    clock: systemClock,
    store: forgetfulStore,
  });
  cleanup.add(() => notifier.stop());
  const server = createHttpServer(alertmanagerRoutes({ notifier, clock: systemClock, version: '0.25.0' }), {
    port: 0,
  });
  url = await server.listen();
  cleanup.add(() => server.close());
});

afterEach(() => cleanup.run());

async function amtool(...args: string[]): Promise<string> {
  const { stdout } = await run(findProgram('amtool')!, [`--alertmanager.url=${url}`, ...args], {
    timeout: 20_000,
  });
  return stdout;
}

function raise(alertname: string, zone: string): void {
  const now = Date.now();
  notifier.put([
    {
      labels: Labels.from({ alertname, zone }),
      annotations: { summary: `${alertname} in ${zone}` },
      startsAtMillis: now - 60_000,
      endsAtMillis: now + 600_000,
      updatedAtMillis: now,
      generatorUrl: '',
    },
  ]);
}

describe('amtool against our alert API', () => {
  it('lists alerts, by matchers and by state', async () => {
    raise('Down', 'a');
    raise('Slow', 'b');
    const all = JSON.parse(await amtool('alert', 'query', '-o', 'json')) as {
      labels: { alertname: string };
    }[];
    expect(all.map(({ labels }) => labels.alertname).sort()).toEqual(['Down', 'Slow']);
    expect(await amtool('alert', 'query', 'zone="a"')).toContain('Down in a');
    expect(await amtool('alert', 'query', 'zone="a"')).not.toContain('Slow');
    expect(await amtool('alert', 'query', 'alertname=~"S.*"', '-o', 'simple')).toContain('Slow');
  });

  it('silences, shows, changes and ends', async () => {
    raise('Down', 'a');
    const id = (
      await amtool(
        'silence',
        'add',
        'alertname="Down"',
        'zone=~"a|b"',
        '--comment=known',
        '--author=ann',
        '--duration=1h',
      )
    ).trim();
    expect(notifier.silences.get(id)).toMatchObject({ createdBy: 'ann', comment: 'known' });
    expect(await amtool('silence', 'query')).toContain(id);
    expect(await amtool('silence', 'query', 'alertname="Other"')).not.toContain(id);
    expect(await amtool('alert', 'query')).not.toContain('Down');
    expect(await amtool('alert', 'query', '--silenced')).toContain('Down');
    await amtool('silence', 'update', id, '--comment=really', '--duration=2h');
    expect(notifier.silences.list().some(({ comment }) => comment === 'really')).toBe(true);
    const active = notifier.silences.list().find((one) => notifier.silences.stateOf(one) === 'active')!;
    await amtool('silence', 'expire', active.id);
    expect(await amtool('alert', 'query')).toContain('Down');
    expect(await amtool('silence', 'query', '--expired')).toContain(active.id);
  });

  it('raises an alert', async () => {
    await amtool('alert', 'add', 'alertname=Mine', 'zone=c', '--annotation=summary=by hand');
    expect(notifier.alerts.map(({ labels }) => labels.toString())).toEqual(['{alertname="Mine", zone="c"}']);
  });

  it('tells about the server', async () => {
    expect(await amtool('cluster', 'show')).toContain('disabled');
    await amtool('config', 'show');
  });

  it('says why it is refused', async () => {
    await expect(amtool('silence', 'add', 'alertname=~"("', '--comment=x', '--author=ann')).rejects.toThrow();
    await expect(amtool('silence', 'expire', '11111111-1111-1111-1111-111111111111')).rejects.toThrow(
      /404|not found/i,
    );
  });
});
