import { parseDuration } from '@kotoba/core';

const DURATION = String.raw`[+-]?(?:\d+(?:ms|[ywdhms])|0)`;
const ITEM = new RegExp(String.raw`^(${DURATION})(?:([+-]\d+(?:ms|[ywdhms])|[+-]0))?(?:x(\d+))?$`);

/**
 * A line of start timestamps, `_ -30s -1m-1mx2 *x3`: for each place how far from the sample its counter started,
 * milliseconds; undefined where unknown. `*` repeats the value before.
 * @throws {Error} with the item that is wrong
 */
export function parseStartTimestamps(text: string): (number | undefined)[] {
  const offsets: (number | undefined)[] = [];
  for (const item of text.trim().split(/\s+/)) offsets.push(...parseItem(item, lastKnown(offsets)));
  return offsets;
}

function lastKnown(offsets: readonly (number | undefined)[]): number {
  return offsets.findLast((offset) => offset !== undefined) ?? 0;
}

function parseItem(item: string, before: number): (number | undefined)[] {
  const omitted = /^_(?:x(\d+))?$/.exec(item);
  if (omitted !== null) return Array<undefined>(Number(omitted[1] ?? 1)).fill(undefined);
  const repeated = /^\*(?:x(\d+))?$/.exec(item);
  if (repeated !== null) return Array<number>(1 + Number(repeated[1] ?? 0)).fill(before);
  const match = ITEM.exec(item);
  if (match === null) throw new Error(`expected a start timestamp such as -30s, -1m-1mx2 or _, got ${item}`);
  const first = signedDuration(match[1]!);
  const change = match[2] === undefined ? 0 : signedDuration(match[2]);
  return Array.from({ length: 1 + Number(match[3] ?? 0) }, (_, i) => first + i * change);
}

function signedDuration(text: string): number {
  const millis = parseDuration(text.replace(/^[+-]/, ''));
  return text.startsWith('-') ? -millis : millis;
}
