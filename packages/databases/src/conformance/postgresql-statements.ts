import { type Operation, SECRET } from './database-fixture.ts';

/** Makes what {@link STATEMENTS} need, empty. */
export const SCHEMA = `DROP TABLE IF EXISTS patients, "${SECRET}";
  CREATE TABLE patients (id serial PRIMARY KEY, name text)`;

/** A statement of each operation, with the secret in its text. */
export const STATEMENTS: Readonly<Record<Operation, string>> = {
  select: `SELECT * FROM patients WHERE name = '${SECRET}'`,
  insert: `INSERT INTO patients (name) VALUES ('${SECRET}')`,
  update: `UPDATE patients SET name = '${SECRET}'`,
  delete: `DELETE FROM patients WHERE name = '${SECRET}'`,
  other: `CREATE TABLE IF NOT EXISTS "${SECRET}" (a int)`,
};

/** The same, which PostgreSQL refuses. */
export const FAILING: Readonly<Record<Operation, string>> = {
  select: `SELECT "${SECRET}" FROM nowhere`,
  insert: `INSERT INTO patients (id, name) VALUES (1, '${SECRET}'), (1, '${SECRET}')`,
  update: `UPDATE patients SET "${SECRET}" = 1`,
  delete: `DELETE FROM "${SECRET} too"`,
  other: `DROP TABLE "${SECRET} again"`,
};
