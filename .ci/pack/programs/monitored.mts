import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';

const db = new DatabaseSync(':memory:');
const kotoba = await registerKotobaInstrumentation({
  database: sqliteDatabase(db, { name: 'packed' }),
  prometheus: { port: 0, globalLabels: { service: 'shop' } },
});
const address: string | undefined = kotoba.addresses.metrics;
kotoba.collector.recordMetric('orders', 1, { region: address ?? 'none' });
// @ts-expect-error an option that does not exist
await registerKotobaInstrumentation({ databse: undefined });
await kotoba.shutdown();
