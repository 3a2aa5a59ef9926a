import { expect, it } from '@jest/globals';
import type { MonitoredDatabase } from '@kotoba/core';
import { type DatabaseFixture, failureOf, OPERATIONS, SECRET } from './database-fixture.ts';
import { patient, readAll } from './read-all.ts';

type Seen = [operation: string, seconds: number, failed: boolean];

function observe(database: MonitoredDatabase) {
  const seen: Seen[] = [];
  const stop = database.observeQueries?.((...query: Seen) => seen.push(query)) ?? (() => undefined);
  return { seen, stop };
}

function outcomes(seen: readonly Seen[]) {
  return seen.map(([operation, , failed]) => [operation, failed]);
}

/** What observers of queries may count on. */
export function describeQueryObservation(current: () => DatabaseFixture): void {
  describeWhatIsSeen(current);
  describeObservers(current);
}

function describeWhatIsSeen(current: () => DatabaseFixture): void {
  it.each(OPERATIONS)('shows an observer each %s, with its time', async (operation) => {
    const { seen } = observe(current().database);
    await current().run(operation);
    expect(outcomes(seen)).toEqual([[operation, false]]);
    expect(seen[0]![1]).toBeGreaterThanOrEqual(0);
    expect(seen[0]![1]).toBeLessThan(10);
  });

  it.each(OPERATIONS)(
    'shows an observer each %s that failed, and lets the app have the error',
    async (operation) => {
      const { seen } = observe(current().database);
      expect(await failureOf(current(), operation)).toHaveProperty('message');
      expect(outcomes(seen)).toEqual([[operation, true]]);
    },
  );

  it('does not count its own reads as the app’s queries', async () => {
    const { seen } = observe(current().database);
    await readAll(current().database);
    await current().database.ping?.(patient());
    expect(seen).toEqual([]);
  });

  it('repeats no text of a statement', async () => {
    const { seen } = observe(current().database);
    for (const operation of OPERATIONS) {
      await current().run(operation);
      await failureOf(current(), operation);
    }
    expect(seen).toHaveLength(2 * OPERATIONS.length);
    const said: unknown[] = [seen, await readAll(current().database)];
    await current().close();
    said.push(await readAll(current().database).catch(String));
    expect(JSON.stringify(said)).not.toContain(SECRET);
  });
}

function describeObservers(current: () => DatabaseFixture): void {
  it('stops showing queries to an observer that is taken away, and goes on for the others', async () => {
    const gone = observe(current().database);
    const staying = observe(current().database);
    await current().run('select');
    gone.stop();
    gone.stop();
    await current().run('insert');
    expect(outcomes(gone.seen)).toEqual([['select', false]]);
    expect(outcomes(staying.seen)).toEqual([
      ['select', false],
      ['insert', false],
    ]);
  });

  it('counts a query once however often its client is wrapped', async () => {
    const first = observe(current().database);
    const second = observe(current().wrapAgain());
    await current().run('update');
    expect(outcomes(first.seen)).toEqual([['update', false]]);
    expect(outcomes(second.seen)).toEqual([['update', false]]);
  });

  it('keeps an observer’s error from the app', async () => {
    current().database.observeQueries?.(() => {
      throw new Error('a bug of the observer');
    });
    await current().run('insert');
    await current().run('select');
  });
}
