import { formatGoFloat } from './format-float.ts';
import { GoMap, type GoValue, typeOf } from './go-value.ts';
import { printAll, printValue } from './print-value.ts';
import { sprintf } from './printf.ts';

/** A function a template may call. @throws {Error} with what was expected and what came */
export type GoFunction = (...args: GoValue[]) => GoValue;

/** Functions by name, with how many arguments each takes: at least, and at most. */
export type GoFunctions = ReadonlyMap<
  string,
  { readonly call: GoFunction; readonly least: number; readonly most: number }
>;

/** A function that takes from `least` to `most` arguments. */
export function define(name: string, least: number, most: number, call: GoFunction) {
  return [name, { call, least, most }] as const;
}

const ANY = Number.POSITIVE_INFINITY;

/** The functions Go's templates have of themselves, save for `and` and `or`. Source: Go's `text/template/funcs.go`. */
export const goFunctions: GoFunctions = new Map([
  define('not', 1, 1, (value) => !truth(value)),
  define('len', 1, 1, (value) => BigInt(lengthOf(value))),
  define('index', 1, ANY, (value, ...keys) => keys.reduce(indexOf, value)),
  define('slice', 1, 4, slice),
  define('print', 0, ANY, (...values) => printAll(values)),
  define('println', 0, ANY, (...values) => `${values.map(printValue).join(' ')}\n`),
  define('printf', 1, ANY, (format, ...values) => sprintf(textOf(format), values)),
  define('html', 0, ANY, (...values) => escapeHtml(evaluateArgs(values))),
  define('js', 0, ANY, (...values) => escapeJs(evaluateArgs(values))),
  define('urlquery', 0, ANY, (...values) => queryEscape(evaluateArgs(values))),
  define('eq', 1, ANY, equal),
  define('ne', 2, 2, (a, b) => !equal(a, b)),
  define('lt', 2, 2, (a, b) => compare(a, b) < 0),
  define('le', 2, 2, (a, b) => compare(a, b) <= 0),
  define('gt', 2, 2, (a, b) => compare(b, a) < 0),
  define('ge', 2, 2, (a, b) => compare(b, a) <= 0),
]);

function truth(value: GoValue): boolean {
  if (value instanceof GoMap) return value.entries.size > 0;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** @throws {Error} when it is anything else than text */
export function textOf(value: GoValue): string {
  if (typeof value === 'string') return value;
  throw new Error(`wrong type for value; expected string; got ${typeOf(value)}`);
}

function lengthOf(value: GoValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof GoMap) return value.entries.size;
  throw new Error(`len of type ${typeOf(value)}`);
}

function indexOf(value: GoValue, key: GoValue): GoValue {
  if (value instanceof GoMap) return value.get(textOf(key));
  if (value === null) throw new Error('index of untyped nil');
  const length = typeof value === 'string' || Array.isArray(value) ? lengthOf(value) : undefined;
  if (length === undefined) throw new Error(`can't index item of type ${typeOf(value)}`);
  if (typeof key !== 'bigint') throw new Error(`cannot index slice/array with type ${typeOf(key)}`);
  if (key < 0n || key >= BigInt(length)) throw new Error(`index out of range: ${key}`);
  return typeof value === 'string'
    ? BigInt(Buffer.from(value)[Number(key)]!)
    : (value as readonly GoValue[])[Number(key)]!;
}

function slice(value: GoValue, ...bounds: GoValue[]): GoValue {
  if (typeof value !== 'string' && !Array.isArray(value))
    throw new Error(`can't slice item of type ${typeOf(value)}`);
  if (typeof value === 'string' && bounds.length === 3) throw new Error('cannot 3-index slice a string');
  const length = lengthOf(value);
  const places = bounds.map((bound) => {
    if (typeof bound !== 'bigint') throw new Error(`cannot index slice/array with type ${typeOf(bound)}`);
    if (bound < 0n || bound > BigInt(length)) throw new Error(`index out of range: ${bound}`);
    return Number(bound);
  });
  const [from = 0, to = length] = places;
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  return typeof value === 'string'
    ? Buffer.from(value).subarray(from, to).toString('utf8')
    : value.slice(from, to);
}

function evaluateArgs(values: readonly GoValue[]): string {
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : printAll(values);
}

function escapeHtml(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\0': '\ufffd',
    '"': '&#34;',
    "'": '&#39;',
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
  };
  return text.replace(/[\0"'&<>]/g, (character) => escapes[character]!);
}

function escapeJs(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    "'": "\\'",
    '"': '\\"',
    '<': '\\u003C',
    '>': '\\u003E',
    '&': '\\u0026',
    '=': '\\u003D',
  };
  return text.replace(/[\\'"<>&=\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const known = escapes[character];
    return known ?? `\\u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** As Go's `url.QueryEscape`. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function equal(first: GoValue, ...others: GoValue[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison');
  return others.some((other) => {
    if (first === null || other === null) return first === other;
    if (typeof first === 'object' || typeof other === 'object') throw new Error('non-comparable types');
    if (typeof first !== typeof other) throw new Error('incompatible types for comparison');
    return first === other;
  });
}

function compare(a: GoValue, b: GoValue): number {
  const isOrdered = (value: GoValue) => ['string', 'number', 'bigint'].includes(typeof value);
  if (!isOrdered(a) || !isOrdered(b)) throw new Error('invalid type for comparison');
  if (typeof a !== typeof b) throw new Error('incompatible types for comparison');
  if (a! < b!) return -1;
  return a === b ? 0 : 1;
}

/** A number, or a text or duration that stands for one. Source: Prometheus' `convertToFloat`. */
export function floatOf(value: GoValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return parseFloatText(value);
  if (value !== null && typeof value === 'object' && 'nanos' in value && typeOf(value) === 'time.Duration')
    return Number(value.nanos) / 1e9;
  throw new Error(`can't convert ${typeOf(value)} to float`);
}

function parseFloatText(text: string): number {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]!.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = Number(text);
  if (text.trim() !== text || text === '' || Number.isNaN(value))
    throw new Error(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
  return value;
}

/** As a sample's value is written. */
export function sampleText(value: number): string {
  return formatGoFloat(value, 'f');
}
