import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { diskCheck, type HealthCheckFunction, httpCheck } from '@kotoba/health';
import { healthMiddleware } from '@kotoba/http';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import express from 'express';

/** What the example runs on. */
export interface ServiceOptions {
  /** Where the database lies. */
  readonly directory: string;
  /** Port of the service itself; 0 lets the system choose. */
  readonly port: number;
  /** Port of the scrape; 0 lets the system choose. */
  readonly metricsPort: number;
  /** Another service this one needs. */
  readonly paymentsUrl: string;
  /** Told of every change of a status. */
  readonly log: (line: string) => void;
}

/** A check of the app's own: orders nobody has packed for too long. */
function backlogCheck(db: DatabaseSync): HealthCheckFunction {
  const count = db.prepare("SELECT count(*) AS open FROM orders WHERE status = 'open'");
  return () => {
    const open = Number(count.get()?.open);
    return {
      status: open > 100 ? 'unhealthy' : open > 10 ? 'degraded' : 'healthy',
      message: `${open} orders wait`,
      details: { open },
    };
  };
}

/** Starts a service that serves its probes on its own port, and says how it is. */
export async function startService({ directory, port, metricsPort, paymentsUrl, log }: ServiceOptions) {
  mkdirSync(directory, { recursive: true });
  const db = new DatabaseSync(join(directory, 'orders.db'));
  db.exec("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, status TEXT NOT NULL DEFAULT 'open')");

  const kotoba = await registerKotobaInstrumentation({
    database: sqliteDatabase(db, { name: 'orders' }),
    prometheus: { port: metricsPort },
    health: { intervalMillis: 5_000, drainMillis: 5_000, manualStart: true },
  });
  const { health } = kotoba;
  health.registerCheck('payments', httpCheck(paymentsUrl), { failureThreshold: 3, critical: false });
  health.registerCheck('backlog', backlogCheck(db), { critical: false });
  health.registerCheck('data_disk', diskCheck(directory));
  health.onTransition(({ check = 'everything', from, to, message }) => {
    log(`${check}: ${from} → ${to} ${message}`);
  });

  const app = express();
  app.use(
    healthMiddleware({
      checker: health,
      authorise: (request) => request.headers.get('authorization') === `Bearer ${process.env.HEALTH_TOKEN}`,
    }),
  );
  app.post('/orders', (_request, response) => {
    response
      .status(201)
      .json({ id: Number(db.prepare('INSERT INTO orders DEFAULT VALUES').run().lastInsertRowid) });
  });
  const server = app.listen(port, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  health.probes.markStarted();

  const stop = async () => {
    await new Promise((resolve) => server.close(resolve));
    await kotoba.shutdown();
    db.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, kotoba, stop };
}
