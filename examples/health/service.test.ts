import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startService } from './service.ts';

let directory: string;
let payments: Server;
let lines: string[];
let service: Awaited<ReturnType<typeof startService>>;

beforeEach(async () => {
  process.env.HEALTH_TOKEN = 'open';
  lines = [];
  directory = mkdtempSync(join(tmpdir(), 'kotoba-health-example-'));
  payments = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => payments.listen(0, '127.0.0.1', resolve));
  const paymentsUrl = `http://127.0.0.1:${(payments.address() as AddressInfo).port}/`;
  service = await startService({
    directory,
    port: 0,
    metricsPort: 0,
    paymentsUrl,
    log: (line) => void lines.push(line),
  });
});

afterEach(async () => {
  payments.closeAllConnections();
  payments.close();
  await service.stop();
  rmSync(directory, { recursive: true });
  delete process.env.HEALTH_TOKEN;
});

async function ask(path: string, token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(service.url + path, { headers });
  return { status: response.status, text: await response.text() };
}

describe('the example with health checks', () => {
  it('is ready on its own port, and shows details to who has the token', async () => {
    const { checks } = await service.kotoba.health.checkHealth();
    const statuses = Object.fromEntries(checks.map(({ name, status }) => [name, status]));
    expect(statuses).toMatchObject({ database: 'healthy', payments: 'healthy', backlog: 'healthy' });
    expect(await ask('/readyz?verbose')).toMatchObject({ text: expect.not.stringContaining('database') });
    expect((await ask('/readyz?verbose', 'open')).text).toContain('[+]database ok');
    expect((await ask('/health', 'wrong')).text).not.toContain('payments');
    expect((await ask('/health', 'open')).text).toContain('payments');
  });

  it('is degraded by a backlog and notices a dead service only after its threshold', async () => {
    for (let order = 0; order < 11; order++) await fetch(`${service.url}/orders`, { method: 'POST' });
    const { health } = service.kotoba;
    await health.checkHealth();
    payments.closeAllConnections();
    await new Promise((resolve) => payments.close(resolve));
    const statusOf = async (name: string) =>
      (await health.checkHealth()).checks.find((check) => check.name === name)?.status;
    expect(await statusOf('backlog')).toBe('degraded');
    expect(await statusOf('payments')).toBe('healthy');
    expect(await statusOf('payments')).toBe('unhealthy');
    expect(lines).toContain('backlog: healthy → degraded 11 orders wait');
  });

  it('is no longer ready once it drains', async () => {
    await service.kotoba.health.checkHealth();
    void service.kotoba.drain().catch(() => undefined);
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/livez')).status).toBe(200);
  });
});
