import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { startLiveFigures } from './live-figures.ts';
import { startLoad } from './load.ts';

/** A small service on a real SQLite file, monitored by one call. Stop it with Ctrl-C. */
const directory = mkdtempSync(join(tmpdir(), 'kotoba-quickstart-'));
const db = new DatabaseSync(join(directory, 'shop.db'));

const kotoba = await registerKotobaInstrumentation({
  database: sqliteDatabase(db, { name: 'shop' }),
  collectionIntervalMillis: 5_000,
  serviceName: 'quickstart',
}).catch((error: Error) => {
  console.error(error.message);
  db.close();
  rmSync(directory, { recursive: true });
  process.exit(1);
});

const load = startLoad(db);
const figures = startLiveFigures(kotoba.collector);

async function stop(): Promise<void> {
  figures.stop();
  load.stop();
  await kotoba.shutdown();
  db.close();
  rmSync(directory, { recursive: true });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop().then(
      () => console.log('\nstopped'),
      (error) => {
        console.error(error);
        process.exitCode = 1;
      },
    );
  });
}

console.log(`page      ${kotoba.addresses.server}/`);
console.log(`metrics   ${kotoba.addresses.metrics}`);
console.log('Ctrl-C stops.\n');
