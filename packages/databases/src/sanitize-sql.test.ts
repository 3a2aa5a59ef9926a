import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sanitizeSql, statementText } from './sanitize-sql.ts';

const SECRET = 'sec4711ret';

/** How a value is written as a string, by system; each is what that system reads back as the value. */
const quoting: Record<string, ReadonlyArray<(value: string) => string>> = {
  sqlite: [(value) => `'${value.replaceAll("'", "''")}'`],
  postgresql: [
    (value) => `'${value.replaceAll("'", "''")}'`,
    (value) => `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
    (value) => `$q$${value.replaceAll('$', '')}$q$`,
  ],
  mysql: [
    (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
    (value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`,
  ],
};

const between = fc.constantFrom(
  ' ',
  ', ',
  ' = ',
  ' AND a.b2 <> ',
  ' "name""d" ',
  '\n',
  '(',
  ')',
  ' -- note\n',
  ' /* note */ ',
  ' $1 ',
  ' ? ',
  ' || ',
);
const marks = fc.constantFrom("'", '"', '\\', '--', '/*', '*/', '#', '$q', '`', '\n', '\r', ' ', 'é', '0');

function secretValue() {
  return fc
    .tuple(fc.array(marks, { maxLength: 6 }), fc.array(marks, { maxLength: 6 }))
    .map(([before, after]) => `${before.join('')}${SECRET}${after.join('')}`);
}

describe('sanitizeSql', () => {
  it.each(Object.keys(quoting))('never tells a value, however it is quoted for %s', (system) => {
    const literal = fc
      .tuple(secretValue(), fc.constantFrom(...quoting[system]!))
      .map(([value, quote]) => quote(value));
    const number = fc.integer({ min: 4_711_000, max: 4_711_999 }).map(String);
    const separator = system === 'mysql' ? between.filter((text) => !text.includes('"')) : between;
    fc.assert(
      fc.property(fc.array(fc.tuple(separator, fc.oneof(literal, number)), { maxLength: 8 }), (parts) => {
        const text = `SELECT a FROM t WHERE${parts.map(([gap, value]) => `${gap} ${value}`).join('')}`;
        const told = sanitizeSql(text, system)!;
        expect(told).not.toContain(SECRET);
        expect(told).not.toContain('4711');
        expect(told.startsWith('SELECT a FROM t WHERE')).toBe(true);
      }),
      { numRuns: 2_000, seed: 4711 },
    );
  });

  it('never tells what SQLite itself reads as a string or number', () => {
    const db = new DatabaseSync(':memory:');
    const token = fc.oneof(
      secretValue().map((value) => `'${value.replaceAll("'", "''")}'`),
      marks,
    );
    let valid = 0;
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = `SELECT ${parts.join(' ')}`;
        try {
          const [row] = db.prepare(text).all();
          if (row === undefined || !Object.values(row).some((value) => String(value).includes(SECRET)))
            return;
        } catch {
          return;
        }
        valid++;
        // A column's alias is a name, and names are told.
        expect(
          sanitizeSql(
            text.replace(/ '[\s\S]*$/, (rest) => rest),
            'sqlite',
          ),
        ).not.toContain(SECRET);
      }),
      { numRuns: 2_000, seed: 4711 },
    );
    db.close();
    expect(valid).toBeGreaterThan(20);
  });

  it.each([
    ['sqlite', "SELECT * FROM a WHERE b = 'x' AND c = 1.5e3", 'SELECT * FROM a WHERE b = ? AND c = ?'],
    ['sqlite', "INSERT INTO a VALUES (1, 2, ?), (x'00ff', 3)", 'INSERT INTO a VALUES (?), (x?, ?)'],
    [
      'postgresql',
      'SELECT "user 1".id2 FROM "user 1" WHERE id = $1',
      'SELECT "user 1".id2 FROM "user 1" WHERE id = $1',
    ],
    ['postgresql', "SELECT $$a'b$$, 1::int -- why", 'SELECT ?, ?::int'],
    ['postgresql', "SELECT 'a\\' , b FROM c", 'SELECT…'],
    ['postgresql', "SELECT 1 WHERE a = 'never ends", 'SELECT ? WHERE a =…'],
    ['mysql', 'SELECT `a 1` FROM b WHERE c = "x"', 'SELECT `a 1` FROM b WHERE c = ?'],
    ['mysql', "SELECT 1 # it's", 'SELECT ?…'],
    ['mariadb', 'SELECT a FROM b WHERE c IN (1, 2, 3)', 'SELECT a FROM b WHERE c IN (?)'],
  ])('writes for %s %s', (system, text, told) => {
    expect(sanitizeSql(text, system)).toBe(told);
  });

  it('answers nothing for a system whose quoting it does not know', () => {
    expect(sanitizeSql('SELECT 1', 'other_sql')).toBeUndefined();
  });

  it('cuts what is long', () => {
    const told = sanitizeSql(`SELECT ${'column_name, '.repeat(100_000)}`, 'sqlite')!;
    expect(told).toHaveLength(2_001);
    expect(told.endsWith('…')).toBe(true);
  });
});

describe('statementText', () => {
  it('finds the text of statements and of query configurations', () => {
    const db = new DatabaseSync(':memory:');
    expect(statementText(db.prepare('SELECT 1'))).toBe('SELECT 1');
    db.close();
    expect(statementText({ text: 'SELECT 2' })).toBe('SELECT 2');
    expect(statementText('SELECT 3')).toBe('SELECT 3');
    expect(statementText(undefined)).toBeUndefined();
    expect(statementText({ text: 4 })).toBeUndefined();
  });
});
