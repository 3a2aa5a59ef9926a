import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Client, Pool, type PoolConfig } from 'pg';

/** A PostgreSQL in this process, and pools of the real driver over its one session. */
export class PglitePools {
  readonly pglite: PGlite;
  readonly #Client: new () => Client;
  #gate: Promise<void> = Promise.resolve();

  private constructor(pglite: PGlite) {
    this.pglite = pglite;
    const behindGate = {
      waitReady: pglite.waitReady,
      execProtocolStream: async (...message: Parameters<PGlite['execProtocolStream']>) => {
        await this.#gate;
        return pglite.execProtocolStream(...message);
      },
    } as unknown as PGlite;
    this.#Client = class extends Client {
      constructor() {
        super(createPgConfig(behindGate) as unknown as object);
      }
    };
  }

  static async create(): Promise<PglitePools> {
    return new PglitePools(await PGlite.create());
  }

  pool(config: PoolConfig = {}): Pool {
    return new Pool({ ...config, Client: this.#Client });
  }

  client(): Client {
    return new this.#Client();
  }

  /** Lets no message through to the database until the function it answers is called. */
  stall(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }
}
