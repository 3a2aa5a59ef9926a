import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';

/**
 * A service that reads an order, its lines and its customer from a SQLite file and answers JSON; with `monitored` as first
 * argument everything is on. Prints its ports, and answers `/delay` with the delay of its event loop since it was asked last.
 */
const isMonitored = process.argv[2] === 'monitored';
const ORDERS = 5_000;

const directory = mkdtempSync(join(tmpdir(), 'kotoba-overhead-'));
const db = new DatabaseSync(join(directory, 'shop.db'));
db.exec(`
  PRAGMA journal_mode = WAL;
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, at TEXT);
  CREATE TABLE lines (id INTEGER PRIMARY KEY, "order" INTEGER, item TEXT, price REAL);
  CREATE INDEX lines_order ON lines ("order");
  CREATE TABLE views (id INTEGER PRIMARY KEY, at TEXT);
  BEGIN`);
for (let id = 1; id <= ORDERS; id++) {
  db.exec(`INSERT INTO customers VALUES (${id}, 'customer ${id}')`);
  db.exec(`INSERT INTO orders VALUES (${id}, ${id}, '2026-01-01')`);
  for (let line = 0; line < 4; line++)
    db.exec(`INSERT INTO lines ("order", item, price) VALUES (${id}, 'item ${line}', ${line + 0.5})`);
}
db.exec('COMMIT');

const kotoba = isMonitored
  ? await registerKotobaInstrumentation({
      database: sqliteDatabase(db, { name: 'shop' }),
      prometheus: { port: 0 },
      history: { directory: join(directory, 'history') },
      alerting: { enabled: true, builtInRules: true, evaluationIntervalMillis: 15_000 },
    })
  : undefined;

const findOrder = db.prepare('SELECT * FROM orders WHERE id = ?');
const findCustomer = db.prepare('SELECT * FROM customers WHERE id = ?');
const findLines = db.prepare('SELECT * FROM lines WHERE "order" = ?');
const addView = db.prepare('INSERT INTO views (at) VALUES (?)');
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

let views = 0;
const server = createServer((request, response) => {
  if (request.url === '/delay') {
    response.end(
      JSON.stringify({
        p50: delay.percentile(50) / 1e6,
        p99: delay.percentile(99) / 1e6,
        max: delay.max / 1e6,
      }),
    );
    delay.reset();
    return;
  }
  const id = Number(request.url!.slice(1));
  const order = findOrder.get(id)!;
  const answer = { ...order, customer: findCustomer.get(order.customer!), lines: findLines.all(id) };
  if (++views % 20 === 0) addView.run('2026-01-01');
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ port, metrics: kotoba?.addresses.metrics }));
});
process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await kotoba?.shutdown();
  db.close();
  rmSync(directory, { recursive: true });
  process.exit();
});
