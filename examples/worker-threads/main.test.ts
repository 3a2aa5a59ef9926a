import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Cleanup } from '../../e2e/support/cleanup.ts';
import { startSource } from '../../e2e/support/start-source.ts';

const cleanup = new Cleanup();

afterEach(() => cleanup.run());

describe('the example with a database in a worker thread', () => {
  it('counts the queries of the thread, reads its database, and ends at SIGTERM', async () => {
    const program = startSource('examples/worker-threads/main.ts', cleanup, {
      PORT: '0',
      KOTOBA_METRICS_PORT: '0',
      VISITS_FILE: join(cleanup.tempDir(), 'visits.db'),
    });
    const metrics = await program.ready(() => /metrics\s+(http:\S+)/.exec(program.stdout)?.[1]);
    const port = /"port":(\d+)/.exec(program.stdout)![1];
    for (let visits = 1; visits <= 5; visits++)
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).json()).toEqual({ id: visits });

    const scrape = await (await fetch(metrics)).text();
    expect(scrape).toContain('\nkotoba_db_up{database="visits"} 1\n');
    expect(scrape).toContain(
      '\nkotoba_db_queries_total{database="visits",operation="insert",status="ok"} 5\n',
    );
    expect(scrape).toContain(
      '\nkotoba_db_query_latency_seconds_count{database="visits",operation="insert"} 5\n',
    );
    expect(scrape).toMatch(/\nkotoba_db_storage_size_bytes\{database="visits"\} [1-9]/);

    expect(await program.stop()).toEqual({ code: 0, signal: null });
    expect(program.stderr).not.toMatch(/error/i);
  }, 60_000);
});
