import { createServer } from 'node:http';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { ThreadDatabase } from './thread-database.ts';

/** A service whose synchronous database runs in a thread of its own, so that a slow query does not hold up requests. */
const database = new ThreadDatabase(process.env.VISITS_FILE ?? 'visits.db');
const kotoba = await registerKotobaInstrumentation({ database });

const server = createServer((request, response) => {
  database.visit(request.url ?? '/').then(
    (visit) => response.end(JSON.stringify(visit)),
    (error: Error) => response.writeHead(503).end(error.message),
  );
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`visits    ${JSON.stringify(server.address())}`);
  console.log(`metrics   ${kotoba.addresses.metrics}`);
});

process.once('SIGTERM', () => {
  server.close(async () => {
    await kotoba.shutdown();
    await database.close();
  });
  server.closeIdleConnections();
});
