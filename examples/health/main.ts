import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from './service.ts';

/**
 * Run it, ask `/readyz?verbose` with the token, place some orders, send SIGTERM and ask again:
 * `HEALTH_TOKEN=open npx node --conditions=kotoba-source examples/health/main.ts`
 */
const directory = mkdtempSync(join(tmpdir(), 'kotoba-health-'));
const service = await startService({
  directory,
  port: 3000,
  metricsPort: 9090,
  paymentsUrl: 'http://127.0.0.1:3001/',
  log: console.log,
});
console.log(`service   ${service.url}`);
console.log(`metrics   ${service.kotoba.addresses.metrics}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    if (signal === 'SIGTERM') await service.kotoba.drain();
    await service.stop();
    rmSync(directory, { recursive: true });
    console.log('stopped');
  });
