import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ChildProgram } from './support/child-program.ts';
import { Cleanup } from './support/cleanup.ts';
import { type RecordedRequest, RecordingSink } from './support/recording-sink.ts';
import { seededRandom } from './support/seeded-random.ts';
import { waitFor } from './support/wait-for.ts';

const KILLS = 200;
const NAMES = ['Slow', 'Down', 'Full', 'Late', 'Hot'];
const HOSTS = ['a', 'b', 'c', 'd'];
/** Short for a hash of it, which is what PagerDuty sees. */
const dedupKey = (groupKey: string) => createHash('sha256').update(groupKey).digest('hex');
const GROUP_KEYS = [...NAMES.map((name) => `{}:{alertname="${name}"}`), 'digest/ops'];

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

interface WebhookBody {
  readonly groupKey: string;
  readonly status: string;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: { readonly alertname: string; readonly host: string };
  }[];
}

/** What fires in truth, kept in a file the program under test reads. */
class World {
  readonly firing = new Map<string, { alertname: string; host: string; startsAtMillis: number }>();
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.save();
  }

  raise(alertname: string, host: string): void {
    const key = `${alertname}/${host}`;
    if (!this.firing.has(key)) this.firing.set(key, { alertname, host, startsAtMillis: Date.now() });
  }

  save(): void {
    const file = join(this.#directory, 'world.json');
    writeFileSync(`${file}.new`, JSON.stringify([...this.firing.values()]));
    renameSync(`${file}.new`, file);
  }
}

/** All that was told so far, by the side it was told to. */
class Told {
  /** Alerts each message to the webhook told of, in order. */
  readonly webhook: WebhookBody[] = [];
  readonly pagerDuty: { readonly dedup_key: string; readonly event_action: string }[] = [];

  note({ path, body }: RecordedRequest): void {
    if (path === '/webhook') this.webhook.push(JSON.parse(body));
    else this.pagerDuty.push(JSON.parse(body));
  }

  /** Whether the webhook was told, last, that the alert fires. */
  isToldFiring(key: string): boolean {
    const statuses = this.webhook.flatMap(({ alerts }) =>
      alerts.filter(({ labels }) => `${labels.alertname}/${labels.host}` === key).map(({ status }) => status),
    );
    return statuses.at(-1) === 'firing';
  }

  /** Groups and alerts that somebody was told to be firing and not, afterwards, to be resolved. */
  get open(): string[] {
    const open = new Set<string>();
    const toggle = (key: string, isOpen: boolean) => (isOpen ? open.add(key) : open.delete(key));
    for (const { groupKey, status, alerts } of this.webhook) {
      toggle(`webhook ${groupKey}`, status === 'firing');
      // The end of a single alert may be told in a digest.
      for (const { status: one, labels } of alerts)
        toggle(`webhook alert ${labels.alertname} ${labels.host}`, one === 'firing');
    }
    for (const { dedup_key, event_action } of this.pagerDuty)
      toggle(
        `pagerduty ${GROUP_KEYS.find((key) => dedupKey(key) === dedup_key)}`,
        event_action === 'trigger',
      );
    return [...open].sort();
  }
}

describe('notifications of a process that is killed again and again', () => {
  it('lose nothing, keep their keys, and tell every end', async () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const directory = cleanup.tempDir();
    const world = new World(directory);
    const told = new Told();
    const sink = await RecordingSink.start(cleanup);
    sink.answer = (request, response) => {
      const chance = random();
      // Taken or not, with an answer or without.
      if (chance < 0.1) response.writeHead(503).end();
      else {
        told.note(request);
        if (chance < 0.2) response.destroy();
        else if (chance < 0.3) setTimeout(() => response.end(), 30);
        else response.end();
      }
    };
    const start = () =>
      new ChildProgram({
        command: process.execPath,
        args: [
          '--conditions=kotoba-source',
          join(import.meta.dirname, 'fixtures/notify-for-ever.ts'),
          directory,
          sink.url,
        ],
        cleanup,
      });

    for (let kill = 0; kill < KILLS; kill++) {
      const program = start();
      if (random() < 0.9)
        await waitFor('a start', () => program.stdout !== '' || program.exit, { everyMillis: 5 });
      for (let change = 0; change < 3; change++) {
        if (random() < 0.6) world.raise(one(NAMES, random), one(HOSTS, random));
        // What nobody was told yet goes on, so that it has to be told.
        for (const key of world.firing.keys())
          if (told.isToldFiring(key) && random() < 0.3) world.firing.delete(key);
        world.save();
        await sleep(random() * 120);
      }
      program.signal('SIGKILL');
      await program.exited;
      expect(program.stderr.replace(/\(node:\d+\) ExperimentalWarning.*\n|\(Use `node.*\n/g, '')).toBe('');
    }

    for (const host of HOSTS) world.raise('Slow', host);
    world.save();
    const last = start();
    const context = () => `seed ${seed}: ${told.open.join(', ')}`;
    await waitFor('word of all that fires', () =>
      [...world.firing.keys()].every((key) => told.isToldFiring(key)),
    );
    world.firing.clear();
    world.save();
    await waitFor(`an end of all that was told`, () => told.open.length === 0).catch((error) => {
      throw new Error(context(), { cause: error });
    });
    // What was taken without an answer is told once more, as an end. And nothing comes after it.
    let messages = -1;
    await waitFor('the end of all retries', async () => {
      const before = messages;
      messages = told.webhook.length;
      await sleep(1_000);
      return before === messages && told.webhook.length === messages;
    });
    expect(told.open).toEqual([]);
    await last.stop();

    expect(told.webhook.length).toBeGreaterThan(KILLS / 2);
    expect(
      [...new Set(told.webhook.map(({ groupKey }) => groupKey))].filter((key) => !GROUP_KEYS.includes(key)),
    ).toEqual([]);
    const dedupKeys = new Set(GROUP_KEYS.map(dedupKey));
    expect(told.pagerDuty.filter(({ dedup_key }) => !dedupKeys.has(dedup_key))).toEqual([]);
  }, 900_000);
});

function one<T>(options: readonly T[], random: () => number): T {
  return options[Math.floor(random() * options.length)]!;
}
