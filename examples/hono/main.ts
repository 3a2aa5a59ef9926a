import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { healthRoutes } from '@kotoba/http';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { Hono } from 'hono';

const db = new DatabaseSync(process.env.NOTES_FILE ?? 'notes.db');
const kotoba = await registerKotobaInstrumentation({ database: sqliteDatabase(db, { name: 'notes' }) });

db.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const addNote = db.prepare('INSERT INTO notes (text) VALUES (?) RETURNING *');
const findNote = db.prepare('SELECT * FROM notes WHERE id = ?');

const app = new Hono();
app.route('/', healthRoutes({ checker: kotoba.health }));
app.post('/notes', async (context) => context.json(addNote.get(await context.req.text()), 201));
app.get('/notes/:id', (context) => {
  const note = findNote.get(Number(context.req.param('id')));
  return note === undefined ? context.json({ error: 'no such note' }, 404) : context.json(note);
});

const port = Number(process.env.PORT ?? 3000);
const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => {
  console.log(`notes     ${JSON.stringify(address)}`);
  console.log(`metrics   ${kotoba.addresses.metrics}`);
});

process.once('SIGTERM', async () => {
  await kotoba.drain(); // /readyz fails from now on: nobody sends new requests
  server.close(async () => {
    await kotoba.shutdown();
    db.close();
  });
});
