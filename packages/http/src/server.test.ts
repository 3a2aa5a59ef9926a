import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

/** A primary that starts two workers one after the other and prints what listening ended in, as one line of JSON. */
const program = `
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:net';
if (cluster.isPrimary) {
  const told = [];
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = process.env.SAME_PORT ? probe.address().port : 0;
  await new Promise((resolve) => probe.close(resolve));
  for (let slot = 0; slot < 2; slot++) {
    const worker = cluster.fork({ PORT_TO_TAKE: String(port) });
    const [message] = await once(worker, 'message');
    told.push(message);
  }
  console.log(JSON.stringify(told));
  for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
} else {
  const { createHttpServer } = await import(process.env.SERVER_SOURCE);
  const { Hono } = await import(process.env.HONO_SOURCE);
  const server = createHttpServer(new Hono(), { port: Number(process.env.PORT_TO_TAKE) });
  process.send(await server.listen().then((address) => ({ address }), ({ code, message }) => ({ code, message })));
}
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kotoba-cluster-'));
  writeFileSync(join(folder, 'cluster.mjs'), program);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function listenInTwoWorkers(samePort: boolean): Promise<Record<string, string>[]> {
  const primary = spawn(process.execPath, ['--conditions=kotoba-source', join(folder, 'cluster.mjs')], {
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      SAME_PORT: samePort ? '1' : '',
      SERVER_SOURCE: pathToFileURL(join(import.meta.dirname, 'server.ts')).href,
      HONO_SOURCE: import.meta.resolve('hono'),
    },
  });
  return JSON.parse(await text(primary.stdout));
}

it('refuses a port that another worker of the cluster listens on, and names the option', async () => {
  const [first, second] = await listenInTwoWorkers(true);
  expect(first?.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(second).toEqual({
    code: 'KOTOBA_LISTEN_FAILED',
    message: expect.stringMatching(/port \d+ is taken.*choose another port with /),
  });
}, 30_000);

it('gives each worker of a cluster a port of its own where the system chooses', async () => {
  const [first, second] = await listenInTwoWorkers(false);
  expect(first?.address).toMatch(/:\d+$/);
  expect(second?.address).toMatch(/:\d+$/);
  expect(second?.address).not.toBe(first?.address);
}, 30_000);
