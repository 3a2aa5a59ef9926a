import { Labels } from '@kotoba/core';

/**
 * One alert as the notification side sees it. Times are milliseconds since the epoch.
 * Source: prometheus/alertmanager `types.Alert`.
 */
export interface Alert {
  /** What the alert is known by, `alertname` included. */
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAtMillis: number;
  /** When it ended or, while it fires, when it is taken as ended unless it is sent again. */
  readonly endsAtMillis: number;
  /** When it was last sent by whoever raised it. */
  readonly updatedAtMillis: number;
  /** Where its expression can be looked at; `''` where there is no such place. */
  readonly generatorUrl: string;
}

/** Whether the alert has ended. */
export function isResolved(alert: Alert, nowMillis: number): boolean {
  return alert.endsAtMillis <= nowMillis;
}

/** An alert as plain data. */
export interface AlertRecord extends Omit<Alert, 'labels'> {
  readonly labels: Readonly<Record<string, string>>;
}

/** The alert as plain data, to be kept. */
export function toRecord(alert: Alert): AlertRecord {
  return { ...alert, labels: alert.labels.toRecord() };
}

/** The alert a record stands for. */
export function fromRecord(record: AlertRecord): Alert {
  return { ...record, labels: Labels.from(record.labels) };
}

/** FNV-1a's offset basis and prime in halves of 32 bits; the prime is 2 ** 40 + 0x1b3. */
const FNV_OFFSET = { high: 0xcbf29ce4, low: 0x84222325 };
const FNV_PRIME_LOW = 0x1b3;
const SEPARATOR = 0xff;
const encoder = new TextEncoder();
const known = new WeakMap<Labels, string>();

/**
 * 16 hexadecimal digits that stand for a label set: FNV-1a in 64 bits over names and values, each followed by 0xff.
 * Source: prometheus/common `model.LabelSet.Fingerprint`.
 */
export function fingerprintOf(labels: Labels): string {
  let print = known.get(labels);
  if (print === undefined) {
    print = hash(labels);
    known.set(labels, print);
  }
  return print;
}

function hash(labels: Labels): string {
  let { high, low } = FNV_OFFSET;
  const add = (byte: number) => {
    const mixed = (low ^ byte) >>> 0;
    // Below 2 ** 53 everything is exact; `>>> 0` then keeps the lower 32 bits.
    const product = mixed * FNV_PRIME_LOW;
    const carry = Math.floor(product / 2 ** 32);
    high = (high * FNV_PRIME_LOW + carry + ((mixed << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  };
  for (let i = 0; i < labels.size; i++) {
    for (const text of [labels.names[i]!, labels.values[i]!]) {
      if (isAscii(text)) for (let j = 0; j < text.length; j++) add(text.charCodeAt(j));
      else for (const byte of encoder.encode(text)) add(byte);
      add(SEPARATOR);
    }
  }
  return `${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Labels that order alerts before all others. */
const FIRST_LABELS = ['job', 'instance'];

/**
 * The order of the alerts in a notification: by `job`, by `instance`, then fewer labels first, then label by label.
 * Source: prometheus/alertmanager `types.AlertSlice` and prometheus/common `model.LabelSet.Before`.
 */
export function compareAlerts(a: Alert, b: Alert): number {
  for (const name of FIRST_LABELS) {
    const [left, right] = [a.labels.get(name), b.labels.get(name)];
    if (left === right) continue;
    if (left === '') return 1;
    if (right === '') return -1;
    return left < right ? -1 : 1;
  }
  if (a.labels.size !== b.labels.size) return a.labels.size - b.labels.size;
  if (a.labels.names === b.labels.names) return compareValues(a.labels.values, b.labels.values);
  const names = [...new Set([...a.labels.names, ...b.labels.names])].sort();
  for (const name of names) {
    const [left, right] = [a.labels.get(name), b.labels.get(name)];
    if (left === right) continue;
    if (left === '') return -1;
    if (right === '') return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}

/** By the first that differs, of labels with the same names. */
function compareValues(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return 0;
}

/**
 * What is known of an alert after a further report of it: where the two overlap in time the earliest start is
 * kept, and the latest end among reports that agree whether it has ended.
 * Source: prometheus/alertmanager `types.Alert.Merge` and `provider/mem`.
 */
export function mergeAlerts(known: Alert, report: Alert, nowMillis: number): Alert {
  const endsWithin = report.endsAtMillis > known.startsAtMillis && report.endsAtMillis < known.endsAtMillis;
  const startsWithin =
    report.startsAtMillis > known.startsAtMillis && report.startsAtMillis < known.endsAtMillis;
  if (!endsWithin && !startsWithin) return report;
  const [older, newer] = report.updatedAtMillis < known.updatedAtMillis ? [report, known] : [known, report];
  const bothEnded = isResolved(newer, nowMillis) && isResolved(older, nowMillis);
  return {
    ...newer,
    startsAtMillis: Math.min(older.startsAtMillis, newer.startsAtMillis),
    endsAtMillis: bothEnded ? Math.max(older.endsAtMillis, newer.endsAtMillis) : newer.endsAtMillis,
  };
}
