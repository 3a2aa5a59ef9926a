import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { healthMiddleware } from '@kotoba/http';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import express from 'express';

const db = new DatabaseSync(process.env.NOTES_FILE ?? 'notes.db');
const kotoba = await registerKotobaInstrumentation({ database: sqliteDatabase(db, { name: 'notes' }) });

db.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const addNote = db.prepare('INSERT INTO notes (text) VALUES (?) RETURNING *');
const findNote = db.prepare('SELECT * FROM notes WHERE id = ?');

const app = express();
app.use(healthMiddleware({ checker: kotoba.health }));
app.post('/notes', express.text(), (request, response) => {
  response.status(201).json(addNote.get(request.body));
});
app.get('/notes/:id', (request, response) => {
  const note = findNote.get(Number(request.params.id));
  response.status(note === undefined ? 404 : 200).json(note ?? { error: 'no such note' });
});

const port = Number(process.env.PORT ?? 3000);
const server = app.listen(port, '127.0.0.1', () => {
  console.log(`notes     ${JSON.stringify(server.address())}`);
  console.log(`metrics   ${kotoba.addresses.metrics}`);
});

process.once('SIGTERM', async () => {
  await kotoba.drain(); // /readyz fails from now on: nobody sends new requests
  server.close(async () => {
    await kotoba.shutdown();
    db.close();
  });
});
