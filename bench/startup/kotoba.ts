import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { report } from './report.ts';

const db = new DatabaseSync(':memory:');
const began = performance.now();
const kotoba = await registerKotobaInstrumentation({
  database: sqliteDatabase(db, { name: 'bench' }),
  prometheus: { port: 0 },
});
report(began);
await kotoba.shutdown();
db.close();
