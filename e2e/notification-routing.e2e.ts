/** @needs amtool */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createRoutes, matchRoutes, parseAlertmanagerConfig } from '@kotoba/alerting';
import { KotobaError, Labels, systemClock } from '@kotoba/core';
import { AlertmanagerConfigGenerator, type ConfigData } from './support/alertmanager-config-generator.ts';
import { Cleanup } from './support/cleanup.ts';
import { requireProgram } from './support/programs.ts';
import { seededRandom } from './support/seeded-random.ts';

const TREES = 60;
const LABEL_SETS_A_TREE = 6;
const ODD_CONFIGS = 800;
const AT_ONCE = 2;

const run = promisify(execFile);
const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** What amtool prints; undefined when it fails. */
async function amtool(args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(requireProgram('amtool'), [...args], { timeout: 20_000 })).stdout;
  } catch (error) {
    // It exits with 2 where it panics, at an item of a list that is null for instance.
    const { code } = error as { code?: unknown };
    if (code === 1 || code === 2) return undefined;
    throw error;
  }
}

/** Does the work for each item, a few at once. */
async function forEach<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function read(data: ConfigData, file: string) {
  return parseAlertmanagerConfig(JSON.stringify(data), {
    file,
    clock: systemClock,
    readSecretFile: () => 'http://from.file',
  });
}

/** What is wrong with a configuration here; undefined when nothing is. */
function complaint(data: ConfigData): string | undefined {
  try {
    read(data, 'am.yml');
    return undefined;
  } catch (error) {
    if (error instanceof KotobaError) return error.message;
    throw error;
  }
}

function written(directory: string, name: string, data: ConfigData): string {
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify(data));
  return file;
}

describe('routing', () => {
  it('sends alerts where amtool says', async () => {
    const directory = cleanup.tempDir();
    const generator = new AlertmanagerConfigGenerator(seededRandom(20_261_124));
    const cases = Array.from({ length: TREES }, (_, tree) => {
      const data = generator.config();
      const file = written(directory, `${tree}.yml`, data);
      const routes = createRoutes(read(data, file).route);
      return Array.from({ length: LABEL_SETS_A_TREE }, () => ({
        file,
        data,
        routes,
        labels: generator.labels(),
      }));
    }).flat();
    const wrong: string[] = [];
    const ways = new Set<string>();
    await forEach(cases, async ({ file, data, routes, labels }) => {
      // amtool reads its arguments as matchers, so what has a meaning there is escaped.
      const pairs = Object.entries(labels).map(
        ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
      );
      const theirs = (await amtool(['config', 'routes', 'test', `--config.file=${file}`, ...pairs]))?.trim();
      const ours = matchRoutes(routes, Labels.from(labels)).map(({ receiver }) => receiver);
      ways.add(ours.join());
      if (ours.join() !== theirs)
        wrong.push(`${JSON.stringify(labels)}: ${ours} here, ${theirs} there\n${JSON.stringify(data)}`);
    });
    expect(wrong).toEqual([]);
    // The trees are not all alike.
    expect(ways.size).toBeGreaterThan(10);
  }, 300_000);

  it('takes the configurations amtool takes, and refuses those it refuses', async () => {
    const directory = cleanup.tempDir();
    const generator = new AlertmanagerConfigGenerator(seededRandom(42));
    const cases = Array.from({ length: ODD_CONFIGS }, () => generator.oddConfig());
    const wrong = new Set<string>();
    const verdicts = { taken: 0, refused: 0 };
    await forEach(cases, async ({ oddity, data }, index) => {
      const isTaken =
        (await amtool(['check-config', written(directory, `${index}.yml`, data)])) !== undefined;
      verdicts[isTaken ? 'taken' : 'refused']++;
      const reason = complaint(data);
      if (isTaken !== (reason === undefined))
        wrong.add(`${oddity}: ${isTaken ? `refused here for ${reason}` : 'taken here'}`);
    });
    expect([...wrong]).toEqual([]);
    expect(verdicts.taken).toBeGreaterThan(ODD_CONFIGS / 10);
    expect(verdicts.refused).toBeGreaterThan(ODD_CONFIGS / 10);
  }, 300_000);
});
