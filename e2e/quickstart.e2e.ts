import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ChildProgram } from './support/child-program.ts';
import { Cleanup } from './support/cleanup.ts';
import { freePort } from './support/free-port.ts';
import { ROOT, startQuickstart, startSource } from './support/start-source.ts';
import { waitFor } from './support/wait-for.ts';

/** What a newcomer sees of `npm start`. */
const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const FIGURES = /qps (\d+)\s+p95 (\d+\.\d+) ms/g;

describe('the quickstart', () => {
  it('prints where it serves its metrics and figures that are alive', async () => {
    const { program, metricsUrl } = await startQuickstart(await freePort(), cleanup);
    expect((await fetch(metricsUrl)).status).toBe(200);
    const lines = await waitFor('three lines of figures', () => {
      const found = [...program.stdout.matchAll(FIGURES)];
      return found.length >= 3 && found;
    });
    const latest = lines.at(-1)!;
    expect(Number(latest[1])).toBeGreaterThan(0);
    expect(Number(latest[2])).toBeGreaterThan(0);
  });

  it('answers the query by which Grafana checks a data source', async () => {
    const { metricsUrl } = await startQuickstart(await freePort(), cleanup);
    const answer = await fetch(new URL('/api/v1/query?query=1%2B1', metricsUrl));
    expect(await answer.json()).toEqual({
      status: 'success',
      data: { resultType: 'scalar', result: [expect.any(Number), '2'] },
    });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly on %s', async (signal) => {
    const { program, metricsUrl } = await startQuickstart(await freePort(), cleanup);
    program.signal(signal);
    const begun = performance.now();
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(program.stderr).toBe('');
    await expect(fetch(metricsUrl)).rejects.toThrow();
  });

  it('stops cleanly on Ctrl-C in a terminal that runs npm start', async () => {
    const program = new ChildProgram({
      command: 'npm',
      args: ['start'],
      cwd: ROOT,
      env: { KOTOBA_METRICS_PORT: '0' },
      ownGroup: true,
      cleanup,
    });
    const metricsUrl = await program.ready(() => /metrics\s+(http:\S+)/.exec(program.stdout)?.[1]);
    program.signal('SIGINT');
    await program.exited;
    expect(program.stdout).toContain('stopped');
    await expect(fetch(metricsUrl)).rejects.toThrow();
  });

  it('says that its port is taken, which, and what changes it, and leaves nothing running', async () => {
    const port = await freePort();
    const holder = createServer();
    cleanup.add(() => holder.close());
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    const program = startSource('examples/quickstart/main.ts', cleanup, {
      KOTOBA_METRICS_PORT: String(port),
    });
    expect((await program.exited).code).toBe(1);
    expect(program.output).toContain(String(port));
    expect(program.output).toContain('prometheus.port');
    expect(program.output).toContain('KOTOBA_METRICS_PORT');
    expect(program.output).not.toMatch(/^\s+at /m);
  });

  it('names the variable when its port is not a port', async () => {
    const program = startSource('examples/quickstart/main.ts', cleanup, { KOTOBA_METRICS_PORT: 'high' });
    expect((await program.exited).code).toBe(1);
    expect(program.output).toContain('KOTOBA_METRICS_PORT');
    expect(program.output).toContain('high');
  });
});
