import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  equalMatcher,
  isStaleNaN,
  Labels,
  ManualClock,
  type NativeHistogram,
  systemClock,
  type TranslatedFamily,
} from '@kotoba/core';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { HistoryStore } from '../history-store.ts';
import { HistoryFile } from './history-file.ts';
import { openJournal } from './persistent-journal.ts';

const STEP = 15_000;
const ALL = { startMillis: 0, endMillis: Number.MAX_SAFE_INTEGER };
const nothing = () => {};
const SILENT: DiagLogger = { error: nothing, warn: nothing, info: nothing, debug: nothing, verbose: nothing };
const LIMITS = { retentionMillis: 1e12, maxPointsPerSeries: 1e9 };
/** Collections begin here: recent, so that no retention has passed. */
const START = Math.floor(Date.now() / STEP) * STEP - 1_000 * STEP;

let directory: string;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kotoba-history-'));
});

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  rmSync(directory, { recursive: true, force: true });
});

async function open(limits = LIMITS) {
  const { journal, stored } = await openJournal({ directory, clock: systemClock });
  ends.push(() => journal.close());
  const store = new HistoryStore({ ...limits, journal });
  store.restore(stored);
  return {
    store,
    journal,
    close: async () => {
      store.stop();
      await journal.close();
    },
  };
}

function gauges(values: Record<string, number>): TranslatedFamily {
  const series = Object.keys(values).map((id) => ({ labels: Labels.from({ __name__: 'g', id }), text: '' }));
  return { name: 'g', type: 'gauge', help: 'Help.', unit: 's', series, values: Object.values(values) };
}

/** Samples by series, stale markers told apart. */
function content(store: HistoryStore): Record<string, unknown[]> {
  const all = store
    .selectNow([], ALL)
    .map(({ labels, timestamps, values, histograms }) => [
      labels.toString(),
      Array.from(timestamps, (time, i) => [
        time,
        isStaleNaN(values, i) ? 'stale' : (histograms?.[i] ?? values[i]),
      ]),
    ]);
  return Object.fromEntries(all);
}

const histogram: NativeHistogram = {
  schema: 0,
  zeroThreshold: 0.5,
  zeroCount: 1,
  count: 3,
  sum: Number.NaN,
  positiveSpans: [{ offset: 1, length: 2 }],
  positiveBuckets: [1, 1],
  negativeSpans: [],
  negativeBuckets: [],
  counterResetHint: 'not_reset',
};

describe('a history on disk', () => {
  it('is there again after a restart: blocks, rows, stale markers, native histograms, rules’ results, metadata', async () => {
    const first = await open();
    for (let step = 0; step < 300; step++) {
      if (step % 20 === 0) await first.journal.written();
      const values = { a: step, b: Math.random(), ...(step % 7 === 0 ? {} : { c: -step }) };
      const native: TranslatedFamily = {
        name: 'n',
        type: 'native',
        help: '',
        unit: '',
        values: [],
        histograms: [histogram],
        series: [{ labels: Labels.from({ __name__: 'n' }), text: '' }],
      };
      first.store.append(START + step * STEP, { families: [gauges(values), native] });
      first.store.appendSamples('rules', START + step * STEP, [
        { labels: Labels.from({ __name__: 'r' }), value: step },
      ]);
    }
    first.store.sealNow();
    const before = content(first.store);
    await first.close();
    const second = await open();
    expect(content(second.store)).toEqual(before);
    expect(second.store.metadata().get('g')).toEqual({ type: 'gauge', help: 'Help.', unit: 's' });
    expect(second.store.stats().chunks).toBe(4);
  });

  it('marks series as ended that are not in the first collection after a restart', async () => {
    const first = await open();
    first.store.append(START, { families: [gauges({ a: 1, gone: 2 })] });
    await first.close();
    const second = await open();
    second.store.append(START + STEP, { families: [gauges({ a: 3 })] });
    expect(content(second.store)).toEqual({
      'g{id="a"}': [
        [START, 1],
        [START + STEP, 3],
      ],
      'g{id="gone"}': [
        [START, 2],
        [START + STEP, 'stale'],
      ],
    });
  });

  it('forgets on disk what the store drops, and gives places again without mixing series up', async () => {
    const limits = { retentionMillis: 50 * STEP, maxPointsPerSeries: 1e9 };
    const first = await open(limits);
    for (let step = 0; step < 900; step++) {
      if (step % 20 === 0) await first.journal.written();
      first.store.append(START + step * STEP, { families: [gauges({ a: step, [`id-${step}`]: step })] });
      first.store.sealNow();
    }
    const before = content(first.store);
    await first.close();
    const second = await open(limits);
    expect(content(second.store)).toEqual(before);
    expect(second.store.stats().series).toBeLessThan(200);
    second.store.append(START + 900 * STEP, { families: [gauges({ fresh: 1 })] });
    expect(content(second.store)['g{id="fresh"}']).toEqual([[START + 900 * STEP, 1]]);
  });

  it.each([
    ['is not a database', (path: string) => writeFileSync(path, 'not a database, '.repeat(1_000))],
    [
      'is another program’s',
      (path: string) => {
        rmSync(path);
        const db = new DatabaseSync(path);
        db.exec('CREATE TABLE t (a)');
        db.close();
      },
    ],
    [
      'is damaged in the middle',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0x5a, 2_000, bytes.length - 1_000);
        writeFileSync(path, bytes);
      },
    ],
  ])('begins anew and sets the file aside when it %s', async (_title, damage) => {
    const errors: string[] = [];
    diag.setLogger(
      { ...SILENT, error: (...words) => errors.push(words.join(' ')) },
      { suppressOverrideMessage: true },
    );
    ends.push(async () => diag.disable());
    const first = await open();
    for (let step = 0; step < 130; step++) {
      if (step % 20 === 0) await first.journal.written();
      first.store.append(START + step * STEP, { families: [gauges({ a: step, b: Math.random() })] });
    }
    await first.close();
    damage(join(directory, 'history.sqlite'));
    const second = await open();
    expect(content(second.store)).toEqual({});
    second.store.append(START, { families: [gauges({ a: 1 })] });
    await second.close();
    const aside = readdirSync(directory).filter((file) => file.includes('.unreadable-'));
    expect(aside.length).toBeGreaterThan(0);
    expect(errors.join()).toContain('set aside');
    const third = await open();
    expect(Object.keys(content(third.store))).toEqual(['g{id="a"}']);
  });

  it('leaves out a block whose bytes are damaged, and keeps the others', async () => {
    const first = await open();
    for (let step = 0; step < 260; step++) {
      if (step % 20 === 0) await first.journal.written();
      first.store.append(START + step * STEP, { families: [gauges({ a: step })] });
    }
    first.store.sealNow();
    await first.close();
    const db = new DatabaseSync(join(directory, 'history.sqlite'));
    const { rowid, bytes } = db.prepare('SELECT rowid, bytes FROM block ORDER BY first').get() as {
      rowid: number;
      bytes: Uint8Array;
    };
    bytes[bytes.length - 30]! ^= 1;
    db.prepare('UPDATE block SET bytes = ? WHERE rowid = ?').run(bytes, rowid);
    db.close();
    const second = await open();
    const [series] = second.store.selectNow([equalMatcher('id', 'a')], ALL);
    expect(series!.values).toHaveLength(140);
    expect(series!.values[0]).toBe(120);
  });

  it('goes on in memory while another process has the file, and says so', async () => {
    const first = await open();
    first.store.append(START, { families: [gauges({ a: 1 })] });
    const second = await open();
    expect(second.journal.stats()).toEqual({ isAvailable: false, lost: 1 });
    expect(second.store.append(START, { families: [gauges({ b: 1 })] })).toBe(true);
    expect(second.store.stats()).toMatchObject({ series: 1, journalErrors: 0 });
    expect(readdirSync(directory).filter((file) => file.includes('unreadable'))).toEqual([]);
  });

  it('goes on in memory when the folder cannot be made', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const { journal } = await openJournal({ directory: join(file, 'sub'), clock: systemClock });
    expect(journal.stats().isAvailable).toBe(false);
    await journal.close();
  });
});

describe('openJournal', () => {
  it('writes nothing on top of a file that took too long to open', async () => {
    const first = await open();
    first.store.append(START, { families: [gauges({ a: 1 })] });
    await first.close();
    const clock = new ManualClock(START);
    diag.setLogger(SILENT);
    const opening = openJournal({ directory, clock });
    await clock.advance(10_000);
    const { journal, stored } = await opening;
    diag.disable();
    expect([...stored.series]).toEqual([]);
    expect(journal.stats()).toMatchObject({ isAvailable: false });
    const late = new HistoryStore({ ...LIMITS, journal });
    late.append(START + STEP, { families: [gauges({ b: 2 })] });
    await journal.close();
    const { store } = await open();
    expect(Object.keys(content(store))).toEqual(['g{id="a"}']);
  });

  it('keeps what was dropped when the clock was set back dropped over a restart', async () => {
    const { store, close } = await open();
    for (let step = 0; step < 300; step++)
      store.append(START + step * STEP, { families: [gauges({ a: step })] });
    store.sealNow();
    store.append(START + 200 * STEP, { families: [gauges({ a: -1 })] });
    const before = content(store);
    await close();
    expect(content((await open()).store)).toEqual(before);
  });
});

describe('HistoryFile', () => {
  it('says when more changes wait for a disk that cannot be written than may', () => {
    const { file } = HistoryFile.open(directory, START);
    const change = { kind: 'dropped', timeline: 't', beforeMillis: 1 } as const;
    const changes = new Array(400_000).fill({ ...change, timeline: undefined });
    const failing = () => file.write(changes, [], []);
    for (const isOverdue of [false, false, true]) {
      expect(failing).toThrow();
      expect(file.isOverdue).toBe(isOverdue);
    }
    file.close();
  });
});
