import { Client, type ClientConfig } from 'pg';
import type { PostgresServer } from './postgres-server.ts';

/** How to reach a suite's server, by default as its superuser. */
export function settingsOf(server: PostgresServer, more: ClientConfig = {}): ClientConfig {
  return { host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres', ...more };
}

/** Runs a text over a connection of its own and answers the rows of its last statement. */
export async function sql(
  server: PostgresServer,
  text: string,
  more: ClientConfig = {},
): Promise<Record<string, unknown>[]> {
  const client = new Client(settingsOf(server, more));
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result = await client.query(text);
    return [result].flat().at(-1)!.rows;
  } finally {
    await client.end();
  }
}
