import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { MonitoredDatabase } from '@kotoba/core';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import type { Asked, MeasuredQuery, Told } from './thread-database.ts';

/** The thread that has the database: it answers what it is asked, and tells which queries that took. */
const db = new DatabaseSync((workerData as { file: string }).file);
const database: MonitoredDatabase = sqliteDatabase(db, { name: 'visits' });

let queries: MeasuredQuery[] = [];
database.observeQueries?.((operation, seconds, failed) => {
  queries.push([operation, seconds, failed]);
});

db.exec('CREATE TABLE IF NOT EXISTS visits (id INTEGER PRIMARY KEY, path TEXT NOT NULL)');
const addVisit = db.prepare('INSERT INTO visits (path) VALUES (?) RETURNING id');

const work = {
  visit: (path: string) => addVisit.get(path),
  metrics: () => database.getDatabaseMetrics({ signal: new AbortController().signal }),
  storage: () => database.getStorageMetrics?.({ signal: new AbortController().signal }),
  close: () => db.close(),
};

parentPort!.on('message', async ({ id, task, argument = '' }: Asked) => {
  const told = await Promise.resolve()
    .then(() => work[task](argument))
    .then(
      (answer) => ({ answer }),
      (error: Error) => ({ error: error.message }),
    );
  const measured = queries;
  queries = [];
  parentPort!.postMessage({ id, queries: measured, ...told } satisfies Told);
});
