import 'reflect-metadata';
import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { healthMiddleware } from '@kotoba/http';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { notesModule } from './notes.ts';

const db = new DatabaseSync(process.env.NOTES_FILE ?? 'notes.db');
const kotoba = await registerKotobaInstrumentation({ database: sqliteDatabase(db, { name: 'notes' }) });

const app = await NestFactory.create<NestExpressApplication>(notesModule(db), { logger: ['error', 'warn'] });
app.use(healthMiddleware({ checker: kotoba.health }));
app.useBodyParser('text');
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
console.log(`notes     ${JSON.stringify(app.getHttpServer().address())}`);
console.log(`metrics   ${kotoba.addresses.metrics}`);

process.once('SIGTERM', async () => {
  await kotoba.drain(); // /readyz fails from now on: nobody sends new requests
  await app.close();
  await kotoba.shutdown();
  db.close();
});
