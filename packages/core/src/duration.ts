import { KotobaError } from './errors.ts';

const UNITS: ReadonlyArray<readonly [unit: string, millis: number]> = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

const GRAMMAR = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Prometheus holds a duration as nanoseconds in 64 bits with a sign: about 292 years. */
const LONGEST_MILLIS = (2 ** 63 - 1) / 1_000_000;

/**
 * Milliseconds of a duration in Prometheus' grammar: units y, w, d, h, m, s, ms, each at most once and
 * in that order (`1h30m`), or a bare `0`.
 * Source: prometheus/common `model.ParseDuration`.
 * @throws {KotobaError} KOTOBA_INVALID_DURATION
 */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  const match = text === '' ? null : GRAMMAR.exec(text);
  if (match === null) {
    throw new KotobaError(
      'KOTOBA_INVALID_DURATION',
      `expected a duration such as "15s" or "1h30m", got ${JSON.stringify(text)}`,
    );
  }
  let millis = 0;
  UNITS.forEach(([, unitMillis], index) => {
    millis += Number(match[index + 1] ?? 0) * unitMillis;
  });
  if (millis >= LONGEST_MILLIS)
    throw new KotobaError(
      'KOTOBA_INVALID_DURATION',
      `expected at most 292 years, got ${JSON.stringify(text)}`,
    );
  return millis;
}

/**
 * A duration, rounded to milliseconds, as Prometheus prints it: `90000` → `1m30s`. Weeks and years appear only where they divide
 * the value exactly. Source: prometheus/common `model.Duration.String`.
 */
export function formatDuration(millis: number): string {
  let rest = Math.round(Math.abs(millis));
  if (rest === 0) return '0s';
  if (millis < 0) return `-${formatDuration(-millis)}`;
  let text = '';
  for (const [unit, unitMillis] of UNITS) {
    const exactOnly = unit === 'y' || unit === 'w';
    if (exactOnly && rest % unitMillis !== 0) continue;
    const count = Math.floor(rest / unitMillis);
    if (count === 0) continue;
    text += `${count}${unit}`;
    rest -= count * unitMillis;
  }
  return text;
}
