import type { MonitoredDatabase } from '@kotoba/core';

/** What every adapter must tell apart. */
export const OPERATIONS = ['select', 'insert', 'update', 'delete', 'other'] as const;

/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number];

/** A text the statements of a fixture carry and nothing an adapter says may repeat. */
export const SECRET = 'patient-4711-secret';

/** A real database under an adapter, with the app's side of it. */
export interface DatabaseFixture {
  readonly database: MonitoredDatabase;
  /** Makes the same client monitored once more. */
  wrapAgain(): MonitoredDatabase;
  /** Runs one statement of `operation` as the app would, with {@link SECRET} in its text. */
  run(operation: Operation): unknown;
  /** Runs one statement of `operation` that the database refuses, with {@link SECRET} in its text; throws or rejects. */
  fail(operation: Operation): unknown;
  /** Makes the database leave reads unanswered until the function it answers is called. Absent where it lives in the process. */
  stall?(): (() => unknown) | Promise<() => unknown>;
  /** Closes the app's client. */
  close(): unknown;
  /** Frees everything, closed before or not. */
  dispose(): unknown;
}

/** How the suite gets at one adapter. */
export interface DatabaseFixtures {
  open(): DatabaseFixture | Promise<DatabaseFixture>;
  /** A client that is open, on a database that cannot answer: damaged, gone, refusing. */
  openBroken():
    | Pick<DatabaseFixture, 'database' | 'dispose'>
    | Promise<Pick<DatabaseFixture, 'database' | 'dispose'>>;
}

/** What the app catches when a statement of `operation` is refused. */
export async function failureOf(fixture: DatabaseFixture, operation: Operation): Promise<unknown> {
  try {
    await fixture.fail(operation);
  } catch (error) {
    return error;
  }
  throw new Error(`expected a failing ${operation}`);
}
