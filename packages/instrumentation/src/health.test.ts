import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { MonitoringOptions } from './options.ts';
import { registerKotobaInstrumentation } from './register.ts';

let kotoba: KotobaInstrumentation | undefined;
let db: DatabaseSync | undefined;

afterEach(async () => {
  await kotoba?.shutdown();
  if (db?.isOpen) db.close();
});

async function start(options: MonitoringOptions = {}): Promise<KotobaInstrumentation> {
  db = new DatabaseSync(':memory:');
  kotoba = await registerKotobaInstrumentation({
    database: sqliteDatabase(db, { name: 'orders' }),
    prometheus: { port: 0 },
    runtimeMetrics: false,
    ...options,
  });
  return kotoba;
}

async function ask(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(kotoba!.addresses.server + path);
  return { status: response.status, text: await response.text() };
}

/**
 * Samples of the scrape whose name begins with `health_`, once `awaited` is among them: a scrape may share the reading
 * another collection began a moment before.
 */
async function healthSamples(awaited?: string): Promise<string[]> {
  for (let attempt = 0; ; attempt++) {
    const { text } = await ask('/metrics');
    const samples = text.split('\n').filter((line) => line.startsWith('health_'));
    if (awaited === undefined || samples.includes(awaited) || attempt === 20) return samples;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('health of a registration', () => {
  it('checks the database, the host and the event loop, and answers the probes', async () => {
    const { health } = await start();
    const report = await health.checkHealth();
    const names = report.checks.map(({ name }) => name);
    expect(names).toEqual(['database', 'memory', 'disk', 'cpu', 'event_loop']);
    expect(report.checks[0]).toMatchObject({ status: 'healthy', critical: true });
    for (const probe of ['livez', 'readyz', 'startupz'])
      expect(await ask(`/${probe}`)).toEqual({ status: 200, text: 'ok' });
    expect((await ask('/readyz?verbose')).text).toContain('[+]database ok\n');
    expect(JSON.parse((await ask('/health')).text).checks).toHaveLength(5);
  });

  it('shows each check and the verdict as gauges, so that the source document’s rule means “failing”', async () => {
    const { health } = await start({ health: { defaultChecks: false } });
    let status: 'healthy' | 'degraded' | 'unhealthy' = 'degraded';
    health.registerCheck('database', () => ({ status, durationMillis: 250 }));
    health.registerCheck('hanging', () => new Promise<never>(() => undefined));
    const samples = await healthSamples('health_check_status{check_name="database"} 0.5');
    expect(samples).toContain('health_check_status{check_name="database"} 0.5');
    expect(samples).toContain('health_check_status{check_name="hanging"} -1');
    expect(samples).toContain('health_check_duration_seconds{check_name="database"} 0.25');
    expect(samples.filter((line) => /duration.*hanging/.test(line))).toEqual([]);
    expect(samples).toContain('health_check_state{check_name="database",state="degraded"} 1');
    expect(samples).toContain('health_check_state{check_name="database",state="healthy"} 0');
    expect(samples.filter((line) => /^health_check_state.*database/.test(line))).toHaveLength(4);
    expect(samples).toContain('health_status 0.5');
    expect(samples).toContain('health_check_late_answers_total{check_name="database"} 0');

    status = 'unhealthy';
    health.unregisterCheck('hanging');
    await health.checkHealth();
    const later = await healthSamples('health_status 0');
    expect(later).toContain('health_check_status{check_name="database"} 0');
    expect(later).toContain('health_status 0');
    expect(
      later.filter((line) => line.includes('hanging') && line.startsWith('health_check_status')),
    ).toEqual([]);
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/livez')).status).toBe(200);
  });

  it('is not ready when its database is closed, and says why to who may know', async () => {
    const { health } = await start();
    db!.close();
    const report = await health.checkHealth();
    expect(report.overallStatus).toBe('unhealthy');
    expect((await ask('/readyz')).text).toContain('[-]database failed: reason withheld\n');
    expect((await ask('/readyz?exclude=database')).status).toBe(200);
    expect((await ask('/health')).status).toBe(503);
  });

  it('is not ready before the app says so when it wants to say so itself', async () => {
    const { health } = await start({ health: { manualStart: true } });
    await health.checkHealth();
    expect((await ask('/startupz')).status).toBe(503);
    expect((await ask('/readyz')).text).toContain('[-]startup failed: reason withheld\n');
    expect((await ask('/livez')).status).toBe(200);
    health.probes.markStarted();
    expect((await ask('/startupz')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
  });

  it('is not ready any more once the app drains, for as long as it asked for', async () => {
    const { health, drain } = await start({ health: { drainMillis: 200 } });
    await health.checkHealth();
    const begun = performance.now();
    const drained = drain();
    expect((await ask('/readyz')).text).toContain('[-]shutdown failed: reason withheld\n');
    // Its timer keeps nobody alive, so something else must, as an app's server does.
    const alive = setInterval(() => undefined, 1_000);
    await drained;
    clearInterval(alive);
    expect(performance.now() - begun).toBeGreaterThan(190);
  });

  it('listens to SIGTERM only when draining is asked for, and no longer after shutdown', async () => {
    const before = process.listenerCount('SIGTERM');
    await start();
    expect(process.listenerCount('SIGTERM')).toBe(before);
    await kotoba!.shutdown();
    await start({ health: { drainMillis: 10 } });
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    await kotoba!.shutdown();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  it('asks the app’s own authorise(), and without one shows details on loopback only', async () => {
    await start({ health: { authorise: (request) => request.headers.get('authorization') === 'Bearer x' } });
    expect((await ask('/health')).text).not.toContain('checks');
    const answer = await fetch(`${kotoba!.addresses.server}/health`, {
      headers: { authorization: 'Bearer x' },
    });
    expect(await answer.text()).toContain('checks');
    await kotoba!.shutdown();
    await start({ prometheus: { port: 0, host: '0.0.0.0' }, access: { allowAnonymous: true } });
    const port = new URL(kotoba!.addresses.server!).port;
    const open = await fetch(`http://127.0.0.1:${port}/health`);
    expect(await open.text()).not.toContain('checks');
  });

  it.each<[string, MonitoringOptions]>([
    ['health.enabled', { health: { enabled: false } }],
    ['enableHealthChecks', { enableHealthChecks: false }],
  ])('is off with %s: no check, no probe, no gauge', async (_, options) => {
    const { health } = await start(options);
    expect(health.currentHealth.checks).toEqual([]);
    expect((await ask('/livez')).status).toBe(404);
    expect(await healthSamples()).toEqual([]);
  });

  it('leaves the host unchecked when it is not read', async () => {
    const { health } = await start({ hostMetrics: false });
    expect(health.currentHealth.checks.map(({ name }) => name)).toEqual(['database', 'event_loop']);
  });
});
