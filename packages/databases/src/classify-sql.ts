import type { QueryOperation } from '@kotoba/core';

const OPERATION_BY_VERB: Readonly<Record<string, QueryOperation>> = {
  SELECT: 'select',
  VALUES: 'select',
  INSERT: 'insert',
  REPLACE: 'insert',
  UPDATE: 'update',
  DELETE: 'delete',
};
const LONGEST_VERB = 7;

/**
 * The operation of the first statement in `sql`; `other` for whatever it does not know, so that a label only
 * ever takes the five values. Linear in the text's length, keeps nothing of it and never throws.
 * Source: https://sqlite.org/lang.html; comments and quotes also as PostgreSQL and MySQL write them.
 */
export function classifySql(sql: unknown): QueryOperation {
  if (typeof sql !== 'string') return 'other';
  const start = skipToStatement(sql, 0);
  const verb = wordAt(sql, start);
  return verb === 'WITH'
    ? operationAfterWith(sql, start + verb.length)
    : (OPERATION_BY_VERB[verb] ?? 'other');
}

/** As {@link classifySql}, but `other` when the text holds several statements of different operations. */
export function classifyScript(sql: unknown): QueryOperation {
  if (typeof sql !== 'string') return 'other';
  const operation = classifySql(sql);
  if (operation === 'other') return operation;
  let at = skipToStatement(sql, 0);
  for (;;) {
    at = nextSemicolon(sql, at);
    const next = skipToStatement(sql, at);
    if (next >= sql.length) return operation;
    if (classifySql(sql.slice(next)) !== operation) return 'other';
    at = next;
  }
}

/** The statement a list of common table expressions belongs to: the first word after a `)` that is not `AS`. */
function operationAfterWith(sql: string, from: number): QueryOperation {
  let depth = 0;
  let afterGroup = false;
  for (let at = skipBlank(sql, from); at < sql.length; at = skipBlank(sql, at)) {
    const code = sql.charCodeAt(at);
    if (code === SEMICOLON) break;
    if (code === OPEN) depth++;
    if (code === CLOSE) depth--;
    if (depth === 0 && afterGroup && isWord(code)) {
      const word = wordAt(sql, at);
      if (word !== 'AS') return OPERATION_BY_VERB[word] ?? 'other';
    }
    afterGroup = depth === 0 && code === CLOSE;
    at = skipToken(sql, at);
  }
  return 'other';
}

const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const MINUS = 45;
const SLASH = 47;
const SEMICOLON = 59;
const OPEN_BRACKET = 91;
const BACKTICK = 96;
const BYTE_ORDER_MARK = 0xfeff;

function isBlank(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CARRIAGE_RETURN) || code === BYTE_ORDER_MARK;
}

function isWord(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95 || (code >= 48 && code <= 57) || code > 127;
}

function skipBlank(sql: string, from: number): number {
  let at = from;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    if (isBlank(code)) at++;
    else if (code === MINUS && sql.charCodeAt(at + 1) === MINUS) at = endAfter(sql, '\n', at + 2);
    else if (code === SLASH && sql.charCodeAt(at + 1) === STAR) at = endAfter(sql, '*/', at + 2);
    else break;
  }
  return at;
}

/** Past blanks, empty statements and opening brackets. */
function skipToStatement(sql: string, from: number): number {
  let at = skipBlank(sql, from);
  while (sql.charCodeAt(at) === SEMICOLON || sql.charCodeAt(at) === OPEN) at = skipBlank(sql, at + 1);
  return at;
}

/** Past one quoted text, one word or one other character. */
function skipToken(sql: string, at: number): number {
  const code = sql.charCodeAt(at);
  if (code === SINGLE_QUOTE) return endAfter(sql, "'", at + 1);
  if (code === DOUBLE_QUOTE) return endAfter(sql, '"', at + 1);
  if (code === BACKTICK) return endAfter(sql, '`', at + 1);
  if (code === OPEN_BRACKET) return endAfter(sql, ']', at + 1);
  let end = at + 1;
  if (isWord(code)) while (end < sql.length && isWord(sql.charCodeAt(end))) end++;
  return end;
}

function nextSemicolon(sql: string, from: number): number {
  let at = skipBlank(sql, from);
  while (at < sql.length && sql.charCodeAt(at) !== SEMICOLON) at = skipBlank(sql, skipToken(sql, at));
  return at;
}

/** Up to {@link LONGEST_VERB} letters from `at`, in capitals; `''` when the word there is longer. */
function wordAt(sql: string, at: number): string {
  let end = at;
  while (end < sql.length && end - at <= LONGEST_VERB && isWord(sql.charCodeAt(end))) end++;
  return end - at > LONGEST_VERB ? '' : sql.slice(at, end).toUpperCase();
}

function endAfter(sql: string, mark: string, from: number): number {
  const index = sql.indexOf(mark, from);
  return index < 0 ? sql.length : index + mark.length;
}
