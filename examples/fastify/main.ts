import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { healthFastify } from '@kotoba/http';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import Fastify from 'fastify';

const db = new DatabaseSync(process.env.NOTES_FILE ?? 'notes.db');
const kotoba = await registerKotobaInstrumentation({ database: sqliteDatabase(db, { name: 'notes' }) });

db.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const addNote = db.prepare('INSERT INTO notes (text) VALUES (?) RETURNING *');
const findNote = db.prepare('SELECT * FROM notes WHERE id = ?');

const app = Fastify();
await app.register(healthFastify({ checker: kotoba.health }));
app.post<{ Body: string }>('/notes', async (request, reply) => {
  reply.code(201);
  return addNote.get(request.body);
});
app.get<{ Params: { id: string } }>('/notes/:id', async (request, reply) => {
  const note = findNote.get(Number(request.params.id));
  if (note === undefined) reply.code(404);
  return note ?? { error: 'no such note' };
});

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log(`notes     ${JSON.stringify(app.server.address())}`);
console.log(`metrics   ${kotoba.addresses.metrics}`);

process.once('SIGTERM', async () => {
  await kotoba.drain(); // /readyz fails from now on: nobody sends new requests
  await app.close();
  await kotoba.shutdown();
  db.close();
});
