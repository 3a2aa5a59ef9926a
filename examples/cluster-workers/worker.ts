import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';

/** One worker: `GET /` counts a visit in a file that all workers write to. */
export async function startWorker(slot: number): Promise<void> {
  const db = new DatabaseSync(process.env.VISITS_FILE ?? 'visits.db', { timeout: 5_000 });
  const kotoba = await registerKotobaInstrumentation({
    database: sqliteDatabase(db, { name: 'visits' }),
    prometheus: { globalLabels: { worker: String(slot) } },
    hostMetrics: slot === 0, // the host is the same for all: once is enough
  });

  db.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS visits (id INTEGER PRIMARY KEY, worker TEXT)',
  );
  const addVisit = db.prepare('INSERT INTO visits (worker) VALUES (?) RETURNING id');

  const server = createServer((_request, response) => {
    response.setHeader('connection', 'close'); // so that visitors meet all workers in turn
    response.end(JSON.stringify({ ...addVisit.get(String(slot)), worker: slot, pid: process.pid }));
  });
  server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
    console.log(
      `worker ${slot} serves ${JSON.stringify(server.address())} metrics ${kotoba.addresses.metrics}`,
    );
  });

  process.once('SIGTERM', () => {
    server.close(async () => {
      await kotoba.shutdown();
      db.close();
      process.exit(); // the channel to the primary would keep it alive
    });
  });
}
