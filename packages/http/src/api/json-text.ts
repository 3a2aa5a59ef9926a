import type { Labels } from '@kotoba/core';

/** A JSON text in pieces, so that it never stands in memory as a whole. */
export type JsonPieces = Iterable<string>;

/** A piece is handed over once it is about this long. */
export const PIECE_CHARACTERS = 65_536;

/** Quotes, backslashes, control characters, and halves of surrogate pairs, which may stand alone. */
const NEEDS_ESCAPES = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A string in quotes. */
export function jsonString(text: string): string {
  return NEEDS_ESCAPES.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** A label set as an object. */
export function jsonLabels({ names, values }: Labels): string {
  let text = '{';
  for (let i = 0; i < names.length; i++) {
    text += `${i === 0 ? '' : ','}${jsonString(names[i]!)}:${jsonString(values[i]!)}`;
  }
  return `${text}}`;
}

/** A float as the text of a sample's value: shortest digits, exponents below 1e-6 and from 1e21 on, as Go prints them. */
export function sampleValue(value: number): string {
  if (Number.isFinite(value)) {
    if (value === 0) return Object.is(value, -0) ? '-0' : '0';
    const text = `${value}`;
    // Go writes at least two digits of an exponent.
    return value > -1e-6 && value < 1e-6 ? text.replace(/e-(\d)$/, 'e-0$1') : text;
  }
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** Milliseconds as seconds, with three decimals unless all are zero. */
export function sampleTime(millis: number): string {
  const whole = Math.trunc(millis / 1_000);
  const rest = Math.abs(millis % 1_000);
  const sign = millis < 0 && whole === 0 ? '-' : '';
  return rest === 0 ? `${whole}` : `${sign}${whole}.${String(rest).padStart(3, '0')}`;
}

/** An array of items, each written by `write`. */
export function* jsonArray<T>(items: Iterable<T>, write: (item: T) => string): JsonPieces {
  let text = '[';
  let separator = '';
  for (const item of items) {
    text += separator + write(item);
    separator = ',';
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield `${text}]`;
}
