import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range the kernel gives to outgoing connections (Linux: 32768 to 60999). A port of that range can
 * be taken while its server is down for a moment: even by the very client that keeps trying to reach it,
 * whose own end then is the port it calls.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;
const ATTEMPTS = 100;

/** A port of the loopback interface that nobody listened on a moment ago, and that no client is given. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await canListen(port)) return port;
  }
  throw new Error(`none of ${ATTEMPTS} ports tried between ${LOWEST_PORT} and ${HIGHEST_PORT} is free`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
