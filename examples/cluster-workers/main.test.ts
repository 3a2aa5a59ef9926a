import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Cleanup } from '../../e2e/support/cleanup.ts';
import { startSource } from '../../e2e/support/start-source.ts';
import { waitFor } from '../../e2e/support/wait-for.ts';

const cleanup = new Cleanup();

afterEach(() => cleanup.run());

describe('the example with workers of a cluster', () => {
  it('tells workers apart, counts every visit once, replaces a worker, and ends at SIGTERM', async () => {
    const program = startSource('examples/cluster-workers/main.ts', cleanup, {
      PORT: '0',
      KOTOBA_METRICS_PORT: '0',
      VISITS_FILE: join(cleanup.tempDir(), 'visits.db'),
    });
    const linesOf = (slot: number) => [
      ...program.stdout.matchAll(
        new RegExp(`worker ${slot} serves .*"port":(\\d+).* metrics (http:\\S+)`, 'g'),
      ),
    ];
    const starts = (slot: number, count: number) =>
      waitFor(`start ${count} of worker ${slot}`, async () => linesOf(slot)[count - 1]);
    const [[, port, first], [, samePort, second]] = [await starts(0, 1), await starts(1, 1)];
    expect(samePort).toBe(port);
    expect(second).not.toBe(first);

    const visit = async () =>
      (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { worker: number; pid: number };
    const visitsBy = new Map<number, number>();
    for (let visits = 0; visits < 20; visits++) {
      const { worker } = await visit();
      visitsBy.set(worker, (visitsBy.get(worker) ?? 0) + 1);
    }
    expect([...visitsBy.keys()].sort()).toEqual([0, 1]);
    for (const [slot, address] of [first, second].entries()) {
      const scrape = await (await fetch(address!)).text();
      expect(scrape).toContain(
        `\nkotoba_db_queries_total{database="visits",operation="insert",status="ok",worker="${slot}"} ${visitsBy.get(slot)}\n`,
      );
      expect(scrape.includes('\nsystem_memory_usage_bytes')).toBe(slot === 0);
    }

    const { worker, pid } = await visit();
    process.kill(pid, 'SIGKILL');
    const [, , replaced] = await starts(worker, 2);
    const scrape = await (await fetch(replaced!)).text();
    expect(scrape).toContain(`\nkotoba_db_up{database="visits",worker="${worker}"} 1\n`);

    expect(await program.stop()).toEqual({ code: 0, signal: null });
    expect(program.stderr).not.toMatch(/error/i);
  }, 60_000);
});
