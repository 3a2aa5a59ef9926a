import { describe, expect, it } from '@jest/globals';
import { isWrapped } from '@opentelemetry/instrumentation';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { Client, Pool } from 'pg';
import { isPatchedMethod } from './patched-method.ts';
import { postgresqlDatabase } from './postgresql/index.ts';

/** What the instrumentation's own wrapping does to a class. */
class Wrapping extends PgInstrumentation {
  patch(prototype: object): void {
    this._wrap(prototype as never, 'query' as never, ((native: () => unknown) => () => native()) as never);
  }
}

describe('isPatchedMethod', () => {
  it('knows what OpenTelemetry has wrapped, on the object and on what it inherits from', () => {
    class Patched {
      query(): number {
        return 1;
      }
    }
    class Heir extends Patched {}
    expect(isPatchedMethod(new Heir(), 'query')).toBe(false);
    new Wrapping({ enabled: false }).patch(Patched.prototype);
    expect(isWrapped(Patched.prototype.query)).toBe(true);
    expect(isPatchedMethod(new Heir(), 'query')).toBe(true);
    expect(isPatchedMethod(new Heir(), 'end')).toBe(false);
    expect(isPatchedMethod(undefined, 'query')).toBe(false);
  });

  it('is asked of the class a pool makes its connections of, and of a single client', async () => {
    class PatchedClient extends Client {}
    Reflect.set(PatchedClient.prototype, 'query', Client.prototype.query);
    new Wrapping({ enabled: false }).patch(PatchedClient.prototype);
    const [plain, patched] = [new Pool({ host: 'db-a', port: 5_433 }), new Pool({ Client: PatchedClient })];
    expect(postgresqlDatabase(plain)).toMatchObject({
      server: { address: 'db-a', port: 5_433 },
      instrumentedElsewhere: { spans: false, durations: false },
    });
    expect(postgresqlDatabase(patched).instrumentedElsewhere).toEqual({ spans: true, durations: true });
    expect(postgresqlDatabase(new PatchedClient()).instrumentedElsewhere?.spans).toBe(true);
    expect(postgresqlDatabase(new Client()).instrumentedElsewhere?.spans).toBe(false);
    await Promise.all([plain.end(), patched.end()]);
  });
});
