import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Labels, systemClock } from '@kotoba/core';
import { HistoryStore, openJournal } from '@kotoba/history';
import { type BenchCase, benchCase, longestBlockOf, median } from './measure.ts';

export const unit = 'ms';

const SERIES = 10_000;
const COLLECTIONS = 240;
const ROUNDS = 7;
const LIMIT_MILLIS = 1_000;

/** An hour of 10,000 counters at 15 s, of which the second half is in no block yet. */
async function fill(directory: string): Promise<void> {
  const { journal } = await openJournal({ directory, clock: systemClock });
  const store = new HistoryStore({ journal });
  const series = Array.from({ length: SERIES }, (_, i) => ({
    labels: Labels.from({ __name__: 'm_total', job: `job-${i % 10}`, instance: `host-${i}:9100` }),
    text: '',
  }));
  const values = series.map(() => 0);
  const start = Date.now() - COLLECTIONS * 15_000;
  for (let step = 0; step < COLLECTIONS - 1; step++) {
    for (let i = 0; i < SERIES; i++) values[i]! += Math.floor(Math.random() * 25);
    const family = { name: 'm_total', type: 'counter', help: '', unit: '', series, values } as const;
    store.append(start + step * 15_000, { families: [family] });
    if (step === 119) store.sealNow();
    await journal.written();
  }
  await journal.close();
}

/** How long it takes until an hour of history is back, and the longest block on the way; beside the limit of a second. */
export default async function bench(): Promise<BenchCase[]> {
  const directory = mkdtempSync(join(tmpdir(), 'kotoba-bench-'));
  try {
    await fill(directory);
    const times: number[] = [];
    const blocks: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      blocks.push(
        await longestBlockOf(async () => {
          const begun = performance.now();
          const { journal, stored } = await openJournal({ directory, clock: systemClock });
          const store = new HistoryStore();
          store.restore(stored);
          times.push(performance.now() - begun);
          if (store.stats().samples !== SERIES * (COLLECTIONS - 1))
            throw new Error('expected all samples back');
          store.stop();
          await journal.close();
        })(),
      );
    }
    return [
      benchCase('start with 1 h of 10,000 series', median(times), LIMIT_MILLIS, 'limit'),
      benchCase('start with 1 h of 10,000 series: longest block', median(blocks), LIMIT_MILLIS, 'limit'),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
