import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifyScript, classifySql } from './classify-sql.ts';

const OPERATIONS = ['select', 'insert', 'update', 'delete', 'other'];

describe('classifySql', () => {
  it.each([
    ['SELECT 1', 'select'],
    ['select*from t', 'select'],
    ['  \n\t\r\f;; SELECT 1', 'select'],
    ['\uFEFFSELECT 1', 'select'],
    ['VALUES (1), (2)', 'select'],
    ['(SELECT 1) UNION (SELECT 2)', 'select'],
    ['-- INSERT\n-- DELETE\nSELECT 1', 'select'],
    ['/* UPDATE */ /* -- */ SELECT 1', 'select'],
    ['/**/select/**/1', 'select'],
    ['INSERT INTO t VALUES (1)', 'insert'],
    ['INSERT OR REPLACE INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 1', 'insert'],
    ['REPLACE INTO t VALUES (1)', 'insert'],
    ['update t set a = 1', 'update'],
    ['Delete From t', 'delete'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'select'],
    ['WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a', 'insert'],
    ['WITH a AS (SELECT 1) REPLACE INTO t SELECT * FROM a', 'insert'],
    ['WITH a(x, y) AS NOT MATERIALIZED (SELECT 1, 2), b AS (SELECT 2) UPDATE t SET a = 1', 'update'],
    ['WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) DELETE FROM t', 'delete'],
    ['with replace as (select 1) select * from replace', 'select'],
    ['WITH "a) INSERT" AS (SELECT \')\') SELECT 1', 'select'],
    ['WITH [a)] AS (SELECT 1 /* ) DELETE */) -- ) UPDATE\n VALUES (1)', 'select'],
    ["WITH a AS (SELECT 'it''s )') DELETE FROM t", 'delete'],
    ['WITH `a` AS (SELECT (1)) SELECT 1', 'select'],
    ['WITH a AS (SELECT 1); DELETE FROM t', 'other'],
    ['WITH a AS (SELECT 1', 'other'],
    ['WITH', 'other'],
    ['EXPLAIN QUERY PLAN SELECT 1', 'other'],
    ['PRAGMA user_version = 3', 'other'],
    ['CREATE TABLE selected (a)', 'other'],
    ['BEGIN', 'other'],
    ['SELECTED', 'other'],
    ['SELEC', 'other'],
    ['constructor', 'other'],
    ['__proto__', 'other'],
    ['', 'other'],
    ['/* never closed SELECT', 'other'],
    ['-- SELECT', 'other'],
    [undefined, 'other'],
    [42, 'other'],
  ])('calls %j %s', (sql, operation) => {
    expect(classifySql(sql)).toBe(operation);
  });

  it('answers one of five operations for any text whatever', () => {
    const piece = fc.constantFrom(
      'WITH',
      ' ',
      '(',
      ')',
      ';',
      '--',
      '\n',
      '/*',
      '*/',
      "'",
      '"',
      'AS',
      'SELECT',
      '[',
      ',',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (sql) => {
        expect(OPERATIONS).toContain(classifySql(sql));
        expect(OPERATIONS).toContain(classifyScript(sql));
      }),
    );
  });

  it('ignores blanks and comments before and between the words', () => {
    const blank = fc.constantFrom(' ', '\n', '\t', '/* SELECT ; ( */', '-- DELETE ; )\n');
    const blanks = fc.array(blank, { maxLength: 5 }).map((pieces) => `${pieces.join('')} `);
    const verb = fc.constantFrom(
      ['SELECT', 'select'],
      ['insert', 'insert'],
      ['Update', 'update'],
      ['DELETE', 'delete'],
    );
    fc.assert(
      fc.property(blanks, blanks, verb, ([...before], between, [word, operation]) => {
        expect(classifySql(`${before.join('')}${word}`)).toBe(operation);
        expect(classifySql(`WITH${between}a${between}AS${between}(SELECT 1)${between}${word} x`)).toBe(
          operation,
        );
      }),
    );
  });

  it('takes a megabyte of nested brackets, quotes or blanks without failing', () => {
    const million = 1_000_000;
    for (const text of ['(', ')', ' ', '"', ';', 'x', '/*', '--\n', 'WITH ', 'WITH;']) {
      const sql = `WITH a AS ${text.repeat(million / text.length)}`;
      expect(OPERATIONS).toContain(classifySql(sql));
      expect(OPERATIONS).toContain(classifyScript(`SELECT ${sql}`));
      expect(OPERATIONS).toContain(classifyScript(`SELECT 1;${sql}`));
    }
  });
});

describe('classifyScript', () => {
  it.each([
    ['INSERT INTO t VALUES (1)', 'insert'],
    ['INSERT INTO t VALUES (1);', 'insert'],
    ['INSERT INTO t VALUES (1); -- the end\n', 'insert'],
    ["INSERT INTO t VALUES (';'); INSERT INTO t VALUES (2);", 'insert'],
    ['INSERT INTO t VALUES (1); DELETE FROM t', 'other'],
    ['SELECT 1; /* ; */ SELECT 2', 'select'],
    ['SELECT ";DELETE"', 'select'],
    ['DELETE FROM t -- ; SELECT\n', 'delete'],
    ['CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; END', 'other'],
    ['BEGIN; INSERT INTO t VALUES (1); COMMIT', 'other'],
    ['', 'other'],
    [null, 'other'],
  ])('calls %j %s', (sql, operation) => {
    expect(classifyScript(sql)).toBe(operation);
  });
});
