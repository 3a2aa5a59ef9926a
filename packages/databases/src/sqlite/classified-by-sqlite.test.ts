import { DatabaseSync, constants as sqlite } from 'node:sqlite';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifyScript, classifySql } from '../classify-sql.ts';

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)');

/** What SQLite itself means to do, told by the authorizer while it compiles. */
function accordingToSqlite(sql: string): string {
  const actions = new Set<number>();
  db.setAuthorizer((action) => {
    actions.add(action);
    return sqlite.SQLITE_OK;
  });
  try {
    db.prepare(sql);
  } finally {
    db.setAuthorizer(null);
  }
  if (actions.has(sqlite.SQLITE_INSERT)) return 'insert';
  if (actions.has(sqlite.SQLITE_UPDATE)) return 'update';
  if (actions.has(sqlite.SQLITE_DELETE)) return 'delete';
  return actions.has(sqlite.SQLITE_SELECT) ? 'select' : 'other';
}

const NASTY = [
  'INSERT',
  'x) DELETE',
  "it''s",
  ';',
  '--',
  '/*',
  '*/ UPDATE',
  'a(b',
  ' AS ',
  'ü',
  '`',
  ']',
  '"',
];
const blank = fc
  .array(fc.constantFrom(' ', '\n', '\t', '\r', '\f', '/* ) SELECT ; */', '-- INSERT "\n'), { maxLength: 3 })
  .map((parts) => ` ${parts.join('')}`);
const literal = fc.constantFrom(...NASTY).map((text) => `'${text.replaceAll("'", "''")}'`);
/** A quoted name; `%n` is for the place in its list, since a name may stand there once. */
const name = fc.tuple(fc.constantFrom('"', '`', '['), fc.constantFrom(...NASTY)).map(([quote, text]) => {
  if (quote === '[') return `[${text.replaceAll(']', '')}%n]`;
  return `${quote}${text.replaceAll(quote, quote + quote)}%n${quote}`;
});
const table = fc
  .tuple(
    name,
    fc.constantFrom('', '(x)', '(SELECTED)'),
    fc.constantFrom('', 'MATERIALIZED', 'NOT MATERIALIZED'),
    literal,
    blank,
  )
  .map(
    ([called, column, hint, text, gap]) =>
      `${called}${column}${gap}AS${gap}${hint}${gap}(SELECT (${text})${gap})`,
  );
const withList = fc
  .tuple(fc.constantFrom('WITH', 'with recursive'), fc.array(table, { minLength: 1, maxLength: 3 }), blank)
  .map(([keyword, tables, gap]) => {
    const named = tables.map((text, place) => text.replace('%n', String(place)));
    return `${keyword}${gap}${named.join(`${gap},${gap}`)}`;
  });
const body = fc.tuple(
  fc.constantFrom(
    'SELECT *, %s FROM t',
    'select(%s)',
    'VALUES (%s)',
    'INSERT INTO t (b) VALUES (%s)',
    'INSERT OR IGNORE INTO t (b) SELECT %s',
    'replace into t (b) values (%s)',
    'UPDATE t SET b = %s',
    'Update OR FAIL t SET b = %s WHERE a = 1 RETURNING *',
    'DELETE FROM t WHERE b = %s',
  ),
  literal,
);
const statement = fc
  .tuple(blank, fc.option(withList, { nil: '' }), blank, body, blank)
  .map(
    ([before, list, gap, [text, value], after]) =>
      `${before}${list}${gap}${text.replace('%s', () => value)}${after}`,
  );

describe('the operation of a statement', () => {
  afterAll(() => db.close());

  it('is what SQLite itself makes of it', () => {
    fc.assert(
      fc.property(statement, (sql) => {
        const expected = accordingToSqlite(sql);
        // SQLite asks its authorizer nothing for a bare VALUES.
        const isValues = expected === 'other' && /\bvalues\b/i.test(sql);
        expect(classifySql(sql)).toBe(isValues ? 'select' : expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is, of several, the one they share', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), blank, (statements, gap) => {
        const operations = new Set(statements.map(classifySql));
        const script = statements.map((sql) => `${sql}\n;${gap}`).join('');
        expect(classifyScript(script)).toBe(operations.size === 1 ? [...operations][0] : 'other');
      }),
      { numRuns: 1_000 },
    );
  });
});
