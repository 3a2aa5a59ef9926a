/** @needs prometheus */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRuleFile, RuleEvaluator } from '@kotoba/alerting';
import { systemClock } from '@kotoba/core';
import { HistoryStore, openJournal } from '@kotoba/history';
import { Cleanup } from './support/cleanup.ts';
import { PrometheusServer } from './support/prometheus-server.ts';
import { waitFor } from './support/wait-for.ts';

/**
 * Our evaluator over a history on disk and Debian's Prometheus run the same rules, are stopped, stay down for a while and are
 * started again. Alerts that waited for their `for` must go on alike.
 */
const GRACE_SECONDS = 4;
const FOR_SECONDS = { Waiting: 120, Fired: 5, Soon: 12 };
const STOP_AFTER_SECONDS = 9.5;
const DOWN_SECONDS = 6;
/** Both evaluate once a second, see their second evaluation before they restore, and know times to the second. */
const TOLERANCE_SECONDS = 2.5;

const RULES = `
groups:
- name: restart
  interval: 1s
  rules:
${Object.entries(FOR_SECONDS)
  .map(([name, seconds]) => `  - { alert: ${name}, expr: vector(1), for: ${seconds}s }`)
  .join('\n')}
`;

type Name = keyof typeof FOR_SECONDS;

/** Since when each alert is active, in seconds since the epoch, and whether it fires. */
type Alerts = Map<string, { readonly activeAt: number; readonly fires: boolean }>;

/** One run of an evaluator, from a start to a stop. */
interface Run {
  alerts(): Promise<Alerts>;
  stop(): Promise<void>;
}

/** What a restart did to the alerts. */
interface Restart {
  readonly before: Alerts;
  readonly after: Alerts;
  readonly stoppedAt: number;
  readonly startedAt: number;
}

const cleanup = new Cleanup();
let ours: Restart;
let theirs: Restart;

async function startKotoba(directory: string): Promise<Run> {
  const { journal, stored } = await openJournal({ directory, clock: systemClock });
  const history = new HistoryStore({ clock: systemClock, journal });
  history.restore(stored);
  const evaluator = new RuleEvaluator({
    source: history,
    appender: history,
    clock: systemClock,
    settings: { forGracePeriodMillis: GRACE_SECONDS * 1_000 },
  });
  for (const group of parseRuleFile(RULES, { file: 'rules.yml' }).groups) evaluator.addGroup(group);
  evaluator.start();
  // Clocks of the product do not keep the process alive, and a test is no app.
  const alive = setInterval(() => undefined, 1_000);
  return {
    alerts: async () =>
      new Map(
        evaluator
          .activeAlerts()
          .map(({ labels, activeAtMillis, state }) => [
            labels.get('alertname'),
            { activeAt: activeAtMillis / 1_000, fires: state === 'firing' },
          ]),
      ),
    stop: async () => {
      clearInterval(alive);
      await evaluator.stop();
      history.stop();
      await journal.close();
    },
  };
}

async function startPrometheus(directory: string): Promise<Run> {
  const rules = join(directory, 'rules.yml');
  writeFileSync(rules, RULES);
  const run = new Cleanup();
  cleanup.add(() => run.run());
  const server = await PrometheusServer.start(`rule_files: [${JSON.stringify(rules)}]\n`, run, [
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--rules.alert.for-grace-period=${GRACE_SECONDS}s`,
  ]);
  return {
    alerts: async () => {
      type Answer = {
        data: { alerts: { labels: { alertname: string }; activeAt: string; state: string }[] };
      };
      const { data } = await server.get<Answer>('/api/v1/alerts');
      return new Map(
        data.alerts.map(({ labels, activeAt, state }) => [
          labels.alertname,
          { activeAt: Date.parse(activeAt) / 1_000, fires: state === 'firing' },
        ]),
      );
    },
    stop: () => run.run(),
  };
}

async function restart(start: (directory: string) => Promise<Run>): Promise<Restart> {
  const directory = cleanup.tempDir();
  const first = await start(directory);
  const before = await waitFor('alert that waits long enough', async () => {
    const alerts = await first.alerts();
    const soon = alerts.get('Soon');
    return soon !== undefined && Date.now() / 1_000 - soon.activeAt >= STOP_AFTER_SECONDS && alerts;
  });
  await first.stop();
  const stoppedAt = Date.now() / 1_000;
  await sleep(DOWN_SECONDS * 1_000);
  const second = await start(directory);
  const startedAt = Date.now() / 1_000;
  const after = await waitFor('alert that fires again', async () => {
    const alerts = await second.alerts();
    return alerts.get('Fired')?.fires === true && alerts;
  });
  await second.stop();
  return { before, after, stoppedAt, startedAt };
}

beforeAll(async () => {
  [ours, theirs] = await Promise.all([restart(startKotoba), restart(startPrometheus)]);
}, 60_000);

afterAll(() => cleanup.run());

/** By how much a restart moved the time since when an alert counts as active. */
function moved({ before, after }: Restart, name: Name): number {
  return after.get(name)!.activeAt - before.get(name)!.activeAt;
}

describe('a restart', () => {
  it('finds an alert that fired firing again, active since it was before', () => {
    for (const run of [ours, theirs]) {
      expect(run.before.get('Fired')!.fires).toBe(true);
      expect(Math.abs(moved(run, 'Fired'))).toBeLessThanOrEqual(1);
    }
  });

  it('does not count the time it was down', () => {
    for (const run of [ours, theirs]) {
      const beyond = moved(run, 'Waiting') - (run.startedAt - run.stoppedAt);
      expect(beyond).toBeGreaterThan(-1);
      expect(beyond).toBeLessThan(3 + TOLERANCE_SECONDS);
    }
  });

  it('gives an alert that was to fire soon the grace period', () => {
    const waits = [ours, theirs].map(({ after, startedAt }) => {
      const { activeAt } = after.get('Soon')!;
      return activeAt + FOR_SECONDS.Soon - startedAt;
    });
    for (const wait of waits) {
      expect(wait).toBeGreaterThan(GRACE_SECONDS);
      expect(wait).toBeLessThan(GRACE_SECONDS + 3 + TOLERANCE_SECONDS);
    }
    expect(Math.abs(waits[0]! - waits[1]!)).toBeLessThan(TOLERANCE_SECONDS);
  });
});
