import { parseDuration } from '@kotoba/core';

/** Before and after every sample a store can hold: the range of a JavaScript date. */
export const EARLIEST_MILLIS = -8.64e15;
/** See {@link EARLIEST_MILLIS}. */
export const LATEST_MILLIS = 8.64e15;

/** What Prometheus' own clients send for "from the beginning" and "to the end". */
const EXTREMES: ReadonlyMap<string, number> = new Map([
  ['-292273086-05-16T16:47:06Z', EARLIEST_MILLIS],
  ['292277025-08-18T07:12:54.999999999Z', LATEST_MILLIS],
]);
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const RFC3339 = /^\d{4}-\d{2}-(\d{2})T(\d{2}):\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Prometheus keeps durations as nanoseconds in 64 bits. */
const LONGEST_SECONDS = 2 ** 63 / 1e9;

/**
 * Milliseconds of a point in time: unix seconds, with decimals if need be, or RFC 3339.
 * @throws {Error} with Prometheus' text
 */
export function parseTime(text: string): number {
  const millis = FLOAT.test(text) ? secondsToMillis(Number(text)) : parseRfc3339(text);
  if (millis === undefined || !(Math.abs(millis) <= LATEST_MILLIS)) {
    throw new Error(`cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  }
  return millis;
}

/** To the nearest millisecond, a half away from zero. */
function secondsToMillis(seconds: number): number {
  const whole = Math.trunc(seconds);
  const fraction = seconds - whole;
  return whole * 1_000 + Math.sign(fraction) * Math.round(Math.abs(fraction) * 1_000);
}

function parseRfc3339(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null || Number(match[2]) > 23) return EXTREMES.get(text);
  const millis = Date.parse(text);
  // The 30th of February is read as the 2nd of March.
  const dayExists = new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`)).getUTCDate() === Number(match[1]);
  return Number.isNaN(millis) || !dayExists ? undefined : millis;
}

/**
 * Milliseconds, rounded down, of a duration: seconds as a number, or Prometheus' grammar (`1h30m`).
 * @throws {Error} with Prometheus' text
 */
export function parseApiDuration(text: string): number {
  if (FLOAT.test(text)) {
    const seconds = Number(text);
    if (Math.abs(seconds) > LONGEST_SECONDS) {
      throw new Error(`cannot parse ${JSON.stringify(text)} to a valid duration. It overflows int64`);
    }
    return Math.trunc(Math.trunc(seconds * 1e9) / 1e6);
  }
  try {
    return parseDuration(text);
  } catch (cause) {
    throw new Error(`cannot parse ${JSON.stringify(text)} to a valid duration`, { cause });
  }
}
