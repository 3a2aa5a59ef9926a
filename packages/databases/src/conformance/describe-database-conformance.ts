import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MonitoredDatabase, ReadContext } from '@kotoba/core';
import { type DatabaseFixture, type DatabaseFixtures, failureOf, OPERATIONS } from './database-fixture.ts';
import { describeQueryObservation } from './describe-query-observation.ts';
import { documentedFields } from './documented-fields.ts';
import { COUNTERS, DATABASE_FIELDS, patient, QUERY_FIELDS, readAll, STORAGE_FIELDS } from './read-all.ts';

/** Every read an adapter offers, so that each is held to the same terms. */
function readsOf(database: MonitoredDatabase): ((context: ReadContext) => unknown)[] {
  return [
    (context) => database.getDatabaseMetrics(context),
    (context) => database.getQueryMetrics?.(context) ?? Promise.reject(context.signal.reason),
    (context) => database.getStorageMetrics?.(context) ?? Promise.reject(context.signal.reason),
    (context) => database.ping?.(context) ?? Promise.reject(context.signal.reason),
  ];
}

/**
 * The terms every adapter keeps, run against a real database.
 * @param adapter its column in the field table of `docs/databases.md`
 */
export function describeDatabaseConformance(adapter: string, fixtures: DatabaseFixtures): void {
  describe(`${adapter} as a monitored database`, () => {
    let fixture: DatabaseFixture;

    beforeEach(async () => {
      fixture = await fixtures.open();
    });

    afterEach(async () => {
      await fixture.dispose();
    });

    describeFields(adapter, () => fixture);
    describeFailures(fixtures, () => fixture);
    describeQueryObservation(() => fixture);
  });
}

function describeFields(adapter: string, current: () => DatabaseFixture): void {
  it('has a name and a system', () => {
    expect(current().database.name).toMatch(/./);
    expect(current().database.system).toMatch(/^[a-z0-9._]+$/);
  });

  it('tells exactly the fields documented, and leaves out the others', async () => {
    const documented = documentedFields(adapter);
    expect([...documented.keys()].sort()).toEqual(
      [...DATABASE_FIELDS, ...QUERY_FIELDS, ...STORAGE_FIELDS].sort(),
    );
    const { database } = current();
    const measuresQueries = database.observeQueries !== undefined;
    const metrics: Readonly<Record<string, unknown>> = { ...(await readAll(database)) };
    for (const [field, origin] of documented) {
      const byObserver = origin === 'measured' && (QUERY_FIELDS as readonly string[]).includes(field);
      if (byObserver) expect({ field, measuresQueries }).toEqual({ field, measuresQueries: true });
      const told = field in metrics && metrics[field] !== undefined;
      expect({ field, told }).toEqual({ field, told: origin !== 'absent' && !byObserver });
    }
  });

  it('gives plausible values', async () => {
    for (const operation of OPERATIONS) await current().run(operation);
    const { version, ...figures } = await readAll(current().database);
    if (version !== undefined) expect(version).toMatch(/\d/);
    for (const figure of Object.values(figures)) {
      expect(Number.isFinite(figure)).toBe(true);
      expect(figure).toBeGreaterThanOrEqual(0);
    }
    const { usedSizeBytes = 0, totalSizeBytes = Infinity, cacheHitRate = 0 } = figures;
    expect(usedSizeBytes).toBeLessThanOrEqual(totalSizeBytes);
    expect(cacheHitRate).toBeLessThanOrEqual(1);
    const { activeConnections = 0, totalConnections = Infinity } = figures;
    expect(activeConnections).toBeLessThanOrEqual(totalConnections);
  });

  it('never lets a counter go back', async () => {
    let before = await readAll(current().database);
    for (const operation of OPERATIONS) {
      await current().run(operation);
      await failureOf(current(), operation);
      const after = await readAll(current().database);
      for (const counter of COUNTERS)
        expect(after[counter] ?? 0).toBeGreaterThanOrEqual(before[counter] ?? 0);
      before = after;
    }
  });

  it('answers a ping', async () => {
    await current().database.ping?.(patient());
  });
}

function describeFailures(fixtures: DatabaseFixtures, current: () => DatabaseFixture): void {
  it('reads nothing once the signal has aborted', async () => {
    const reason = new Error('no time left');
    const context = { signal: AbortSignal.abort(reason) };
    for (const read of readsOf(current().database)) await expect(read(context)).rejects.toBe(reason);
  });

  it('gives up at the signal while the database does not answer, and recovers without help', async () => {
    const { stall } = current();
    if (stall === undefined) return;
    const release = await stall();
    const controller = new AbortController();
    const reason = new Error('time is up');
    const reading = expect(
      current().database.getStorageMetrics?.({ signal: controller.signal }),
    ).rejects.toBe(reason);
    const pinging = expect(current().database.ping?.({ signal: controller.signal })).rejects.toBe(reason);
    await new Promise((resolve) => setTimeout(resolve, 80));
    controller.abort(reason);
    await Promise.all([reading, pinging]);
    await release();
    await readAll(current().database);
    await current().database.ping?.(patient());
  });

  it('rejects every read and the ping once the client is closed', async () => {
    await current().close();
    const { database } = current();
    const failure = expect.objectContaining({
      code: 'KOTOBA_DATABASE_READ_FAILED',
      cause: expect.anything(),
    });
    await expect(database.getDatabaseMetrics(patient())).rejects.toEqual(failure);
    await expect(database.getStorageMetrics?.(patient())).rejects.toEqual(failure);
    await expect(database.ping?.(patient())).rejects.toEqual(failure);
  });

  it('rejects rather than make figures up when the database cannot answer', async () => {
    const broken = await fixtures.openBroken();
    const failure = expect.objectContaining({
      code: 'KOTOBA_DATABASE_READ_FAILED',
      cause: expect.anything(),
    });
    try {
      await expect(broken.database.ping?.(patient())).rejects.toEqual(failure);
      await expect(broken.database.getStorageMetrics?.(patient())).rejects.toEqual(failure);
    } finally {
      await broken.dispose();
    }
  });
}
