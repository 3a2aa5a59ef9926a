import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';

const ORDERS = 5_000;
const CONNECTIONS = 16;

/** Requests to one service over connections that are kept. */
export class Load {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  readonly #port: number;
  #next = 0;

  constructor(port: number) {
    this.#port = port;
  }

  /**
   * Requests at fixed times, whether or not those before have been answered: latencies in milliseconds, each from when it was
   * due, so that a service that stands still is charged with all that waited.
   */
  async steady(perSecond: number, seconds: number): Promise<number[]> {
    const latencies: number[] = [];
    const waiting: Promise<void>[] = [];
    const began = performance.now();
    const total = perSecond * seconds;
    for (let sent = 0; sent < total; ) {
      const due = Math.min(total, ((performance.now() - began) * perSecond) / 1_000);
      for (; sent < due; sent++) {
        const dueAt = began + (sent * 1_000) / perSecond;
        waiting.push(this.request().then(() => void latencies.push(performance.now() - dueAt)));
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(waiting);
    return latencies;
  }

  /** As many requests as it can take: microseconds a request. */
  async full(seconds: number): Promise<number> {
    const began = performance.now();
    let done = 0;
    const caller = async () => {
      for (; performance.now() - began < seconds * 1_000; done++) await this.request();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, caller));
    return ((performance.now() - began) * 1_000) / done;
  }

  request(path = this.#nextOrder()): Promise<string> {
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          body += piece;
        });
        response.on('end', () => resolve(body));
      }).on('error', reject);
    });
  }

  #nextOrder(): string {
    this.#next += 7;
    return `/${1 + (this.#next % ORDERS)}`;
  }

  close(): void {
    this.#agent.destroy();
  }
}
