import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { equalMatcher, systemClock } from '@kotoba/core';
import { HistoryStore, openJournal } from '@kotoba/history';
import { ChildProgram } from './support/child-program.ts';
import { Cleanup } from './support/cleanup.ts';
import { waitFor } from './support/wait-for.ts';

const STEP = 15_000;
const KILLS = 20;
const ALL = { startMillis: 0, endMillis: Number.MAX_SAFE_INTEGER };

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Collects into the folder for a while of random length, and is killed. */
async function collectAndDie(directory: string): Promise<void> {
  const program = new ChildProgram({
    command: process.execPath,
    args: [
      '--conditions=kotoba-source',
      join(import.meta.dirname, 'fixtures/collect-for-ever.ts'),
      directory,
    ],
    cleanup,
  });
  await waitFor('a collection that is committed', () => program.stdout !== '');
  await sleep(Math.random() * 100);
  program.signal('SIGKILL');
  await program.exited;
}

async function restored(directory: string): Promise<HistoryStore> {
  const { journal, stored } = await openJournal({ directory, clock: systemClock });
  const store = new HistoryStore({ retentionMillis: 1e15, maxPointsPerSeries: 1e9 });
  store.restore(stored);
  expect(journal.stats()).toEqual({ isAvailable: true, lost: 0 });
  await journal.close();
  return store;
}

describe('a history on disk whose process is killed', () => {
  it('holds every collection up to the last that was committed, each whole', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kotoba-crash-'));
    cleanup.add(() => rmSync(directory, { recursive: true, force: true }));
    let known = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await collectAndDie(directory);
      const series = (await restored(directory)).selectNow([equalMatcher('__name__', 'g')], ALL);
      expect(series).toHaveLength(50);
      const [first] = series;
      expect(first!.values.length).toBeGreaterThan(known);
      known = first!.values.length;
      // Time goes on where it was, so nothing is missing in between.
      expect(first!.timestamps.every((time, i) => time === (i + 1) * STEP)).toBe(true);
      for (const { labels, timestamps, values } of series) {
        expect(values).toHaveLength(known);
        expect(timestamps.every((time, i) => values[i] === time / STEP + Number(labels.get('id')))).toBe(
          true,
        );
      }
    }
    // Blocks and rows alike: collections went past many segments.
    expect(known).toBeGreaterThan(500);
  }, 180_000);
});
