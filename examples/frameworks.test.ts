import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Cleanup } from '../e2e/support/cleanup.ts';
import { startSource } from '../e2e/support/start-source.ts';
import { waitFor } from '../e2e/support/wait-for.ts';

const cleanup = new Cleanup();

afterEach(() => cleanup.run());

/** Starts an example on ports the system chooses. */
async function start(name: string) {
  const program = startSource(`examples/${name}/main.ts`, cleanup, {
    PORT: '0',
    KOTOBA_METRICS_PORT: '0',
    NOTES_FILE: join(cleanup.tempDir(), 'notes.db'),
  });
  const [, port, metrics] = await program.ready(
    () => /"port":(\d+)[\s\S]*metrics +(http:\S+)/.exec(program.stdout) ?? undefined,
  );
  return { program, notes: `http://127.0.0.1:${port}`, metrics: metrics! };
}

describe.each(['express', 'fastify', 'hono', 'nestjs', 'node-http'])('the example with %s', (name) => {
  it('keeps notes, measures its queries, answers its probes, and ends at SIGTERM', async () => {
    const { program, notes, metrics } = await start(name);
    const headers = { 'content-type': 'text/plain' };
    const added = await fetch(`${notes}/notes`, { method: 'POST', headers, body: 'ring twice' });
    expect([added.status, await added.json()]).toEqual([201, { id: 1, text: 'ring twice' }]);
    expect(await (await fetch(`${notes}/notes/1`)).json()).toEqual({ id: 1, text: 'ring twice' });
    expect((await fetch(`${notes}/notes/2`)).status).toBe(404);

    const scrape = await (await fetch(metrics)).text();
    expect(scrape).toContain(
      '\nkotoba_db_queries_total{database="notes",operation="insert",status="ok"} 1\n',
    );
    expect(scrape).toContain(
      '\nkotoba_db_queries_total{database="notes",operation="select",status="ok"} 2\n',
    );

    const ready = await waitFor('readiness', async () => {
      const probe = await fetch(`${notes}/readyz?verbose`);
      return probe.ok && probe.text();
    });
    expect(ready).toBe('ok');
    expect((await fetch(`${notes}/livez`)).status).toBe(200);

    expect(await program.stop()).toEqual({ code: 0, signal: null });
    expect(program.stderr).toBe('');
  });

  it('stands in the guide word for word', () => {
    const guide = readFileSync(join(import.meta.dirname, '..', 'docs', 'start.md'), 'utf8');
    const files = name === 'nestjs' ? ['notes.ts', 'main.ts'] : ['main.ts'];
    for (const file of files) {
      const source = readFileSync(join(import.meta.dirname, name, file), 'utf8');
      expect(guide).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
    }
  });
});
