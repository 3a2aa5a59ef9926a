import { GoDuration, GoTime } from './go-value.ts';
import { sprintf } from './printf.ts';

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const LARGE_BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const LARGEST_NANOS = 2 ** 63;

/*
 * How Prometheus writes numbers for people.
 * Source: prometheus/prometheus `template/template.go`, prometheus/common `helpers/templates/time.go`.
 */

/** `1.235M`, `12m`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return short(value);
  return Math.abs(value) >= 1 ? scaled(value, LARGE, 1_000) : scaledUp(value);
}

/** `1.5Mi`. */
export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return short(value);
  return scaled(value, LARGE_BINARY, 1_024);
}

/** `1d 2h 3m 4s`, `12ms`. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return short(seconds);
  if (seconds === 0) return `${short(seconds)}s`;
  if (Math.abs(seconds) < 1) return `${scaledUp(seconds)}s`;
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(seconds));
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3_600) % 24];
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60];
  if (days !== 0) return `${sign}${days}d ${hours}h ${minutes}m ${rest}s`;
  if (hours !== 0) return `${sign}${hours}h ${minutes}m ${rest}s`;
  if (minutes !== 0) return `${sign}${minutes}m ${rest}s`;
  return `${sign}${short(Math.abs(seconds))}s`;
}

/** `12.5%` of `0.125`. */
export function humanizePercentage(ratio: number): string {
  return `${short(ratio * 100)}%`;
}

/** `2009-02-13 23:31:30 +0000 UTC`. @throws {Error} for a time Go's nanoseconds cannot hold */
export function humanizeTimestamp(seconds: number): string {
  return Number.isFinite(seconds) ? toTime(seconds).toString() : short(seconds);
}

/** To the millisecond. @throws {Error} for a time Go's nanoseconds cannot hold, and for none */
export function toTime(seconds: number): GoTime {
  const nanos = seconds * 1e9;
  if (!(Math.abs(nanos) < LARGEST_NANOS))
    throw new Error(
      `${short(seconds)} cannot be represented as a nanoseconds timestamp since it overflows int64`,
    );
  return new GoTime((BigInt(Math.trunc(nanos)) / 1_000_000n) * 1_000_000n);
}

/** @throws {Error} for a duration Go's nanoseconds cannot hold, and for none */
export function toDuration(seconds: number): GoDuration {
  const nanos = seconds * 1e9;
  if (!(Math.abs(nanos) < LARGEST_NANOS))
    throw new Error(
      `${short(seconds)} cannot be represented as a nanoseconds duration since it overflows int64`,
    );
  return new GoDuration(BigInt(Math.trunc(nanos)));
}

function short(value: number): string {
  return sprintf('%.4g', [value]);
}

function scaled(value: number, prefixes: readonly string[], factor: number): string {
  let [rest, prefix] = [value, ''];
  for (const next of prefixes) {
    if (Math.abs(rest) < factor) break;
    prefix = next;
    rest /= factor;
  }
  return short(rest) + prefix;
}

function scaledUp(value: number): string {
  let [rest, prefix] = [value, ''];
  for (const next of SMALL) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1_000;
  }
  return short(rest) + prefix;
}
