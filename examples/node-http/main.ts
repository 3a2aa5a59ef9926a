import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { healthMiddleware } from '@kotoba/http';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';

const db = new DatabaseSync(process.env.NOTES_FILE ?? 'notes.db');
const kotoba = await registerKotobaInstrumentation({ database: sqliteDatabase(db, { name: 'notes' }) });

db.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const addNote = db.prepare('INSERT INTO notes (text) VALUES (?) RETURNING *');
const findNote = db.prepare('SELECT * FROM notes WHERE id = ?');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isNew = request.method === 'POST' && request.url === '/notes';
  const id = Number(request.url?.match(/^\/notes\/(\d+)$/)?.[1]);
  const note = isNew ? addNote.get(await text(request)) : findNote.get(id);
  response.writeHead(note === undefined ? 404 : isNew ? 201 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(note ?? { error: 'no such note' }));
}

const health = healthMiddleware({ checker: kotoba.health });
const server = createServer((request, response) => {
  health(request, response, () => void answer(request, response).catch(() => response.destroy()));
});

const port = Number(process.env.PORT ?? 3000);
server.listen(port, '127.0.0.1', () => {
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
