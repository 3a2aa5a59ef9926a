import { afterEach, expect, it } from '@jest/globals';
import { Cleanup } from '../../e2e/support/cleanup.ts';
import { startSource } from '../../e2e/support/start-source.ts';

const cleanup = new Cleanup();

afterEach(() => cleanup.run());

it('tells Slack and a webhook that an alert fires, and of its end', async () => {
  const program = startSource('examples/alerting/main.ts', cleanup, { KOTOBA_METRICS_PORT: '0' });
  expect(await program.exited).toEqual({ code: 0, signal: null });
  for (const line of [
    'slack     #alerts [FIRING:1] QueueTooLong mail (warning)',
    'webhook   firing 250 jobs wait in the queue mail',
    'slack     #alerts [RESOLVED] QueueTooLong mail (warning)',
    'webhook   resolved 250 jobs wait in the queue mail',
  ])
    expect(program.stdout).toContain(line);
});
