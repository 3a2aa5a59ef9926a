import type { Clock, MonitoredDatabase, ReadContext } from '@kotoba/core';
import { asError } from './as-error.ts';
import { GuardedRead } from './guarded-read.ts';
import type { DatabaseReading } from './kotoba-metrics.ts';

/** The parts a database is read in; values of the label `read`. */
export const databaseParts = ['database', 'query', 'storage', 'detail', 'ping'] as const;

type Part = (typeof databaseParts)[number];

/** Reads everything a database offers, all parts at once, each under its own time limit. */
export class DatabaseReader {
  readonly #database: MonitoredDatabase;
  readonly #clock: Clock;
  readonly #guards: Readonly<Record<Part, GuardedRead>>;

  constructor(database: MonitoredDatabase, clock: Clock, limitMillis: number) {
    this.#database = database;
    this.#clock = clock;
    const guard = (part: Part) =>
      new GuardedRead(clock, limitMillis, `read of ${part} of database ${JSON.stringify(database.name)}`);
    this.#guards = {
      database: guard('database'),
      query: guard('query'),
      storage: guard('storage'),
      detail: guard('detail'),
      ping: guard('ping'),
    };
  }

  /** Never rejects: what failed is in `errors`, and absent. */
  async read(): Promise<DatabaseReading> {
    const errors: Partial<Record<Part, Error>> = {};
    const part = async <Answer extends object>(
      name: Part,
      call: ((context: ReadContext) => Answer | Promise<Answer>) | undefined,
    ): Promise<Answer | undefined> => {
      if (call === undefined) return undefined;
      try {
        return await this.#guards[name].runForObject((signal) => call({ signal }));
      } catch (error) {
        errors[name] = asError(error);
        return undefined;
      }
    };
    const source = this.#database;
    const [database, query, storage, detail] = await Promise.all([
      part('database', (context) => source.getDatabaseMetrics(context)),
      part('query', source.getQueryMetrics && ((context) => source.getQueryMetrics!(context))),
      part('storage', source.getStorageMetrics && ((context) => source.getStorageMetrics!(context))),
      part('detail', source.getDetailMetrics && ((context) => source.getDetailMetrics!(context))),
      this.#ping(errors),
    ]);
    const up = source.ping === undefined ? database !== undefined : errors.ping === undefined;
    return {
      atMillis: this.#clock.now(),
      up,
      errors,
      ...(database && { database }),
      ...(query && { query }),
      ...(storage && { storage }),
      ...(detail && { detail }),
    };
  }

  async #ping(errors: Partial<Record<Part, Error>>): Promise<void> {
    if (this.#database.ping === undefined) return;
    try {
      await this.#guards.ping.run((signal) => this.#database.ping!({ signal }));
    } catch (error) {
      errors.ping = asError(error);
    }
  }
}
