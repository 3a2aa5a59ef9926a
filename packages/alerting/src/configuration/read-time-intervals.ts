import type { Node } from 'yaml';
import type { InclusiveRange, TimeInterval } from '../notifications/time-interval.ts';
import { ConfigReader } from './config-reader.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))$/;
/** A month's days that can be told apart before the month is known: Alertmanager counts with 30. */
const DAYS_COUNTED = 30;
const PART_FIELDS = {
  times: true,
  weekdays: true,
  days_of_month: true,
  months: true,
  years: true,
  location: true,
} as const;

/**
 * Reads `time_intervals`, and `mute_time_intervals` as they were called before.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#time_interval
 */
export function readTimeIntervals(root: ConfigReader): Map<string, TimeInterval[]> {
  const intervals = new Map<string, TimeInterval[]>();
  for (const field of ['mute_time_intervals', 'time_intervals']) {
    for (const node of root.list(field)) {
      const reader = new ConfigReader(root.source, node, 'a time interval', {
        name: true,
        time_intervals: true,
      });
      const name = reader.text('name');
      const parts = reader.list('time_intervals').map((part) => readPart(reader, part));
      if (name === undefined) reader.problem('name', 'expected a time interval to have a "name"');
      else if (intervals.has(name))
        reader.problem('name', `there already is a time interval ${JSON.stringify(name)}`);
      else intervals.set(name, parts);
    }
  }
  return intervals;
}

function readPart(parent: ConfigReader, node: Node | null): TimeInterval {
  const reader = new ConfigReader(parent.source, node, 'a part of a time interval', PART_FIELDS);
  const location = readLocation(reader);
  return {
    times: reader.list('times').flatMap((one) => readTimes(reader, one)),
    weekdays: readRanges(reader, 'weekdays', (text) => indexOf(WEEKDAYS, text)),
    daysOfMonth: readRanges(reader, 'days_of_month', dayOfMonth, checkDays),
    months: readRanges(reader, 'months', (text) => {
      const index = indexOf(MONTHS, text);
      const month = index === undefined ? wholeNumber(text) : index + 1;
      return month !== undefined && month >= 1 && month <= 12 ? month : undefined;
    }),
    years: readRanges(reader, 'years', wholeNumber),
    ...(location !== undefined && { location }),
  };
}

function readTimes(parent: ConfigReader, node: Node | null): InclusiveRange[] {
  const reader = new ConfigReader(parent.source, node, 'an item of "times"', {
    start_time: true,
    end_time: true,
  });
  const first = readMinute(reader, 'start_time');
  const last = readMinute(reader, 'end_time');
  if (first === undefined || last === undefined) return [];
  if (first >= last) reader.problem('end_time', 'expected "end_time" to be after "start_time"');
  return [{ first, last }];
}

function readMinute(reader: ConfigReader, name: string): number | undefined {
  const text = reader.text(name);
  const match = text === undefined ? null : TIME.exec(text);
  if (match === null) {
    reader.problem(name, `expected "${name}" as a time from 00:00 to 24:00`);
    return undefined;
  }
  return Number(match[1] ?? match[3]) * 60 + Number(match[2] ?? match[4]);
}

function readRanges(
  reader: ConfigReader,
  field: string,
  parse: (text: string) => number | undefined,
  check: (range: InclusiveRange) => boolean = ({ first, last }) => first <= last,
): InclusiveRange[] {
  return reader.texts(field).flatMap(({ text, node }) => {
    const ends = text.split(':');
    const first = parse(ends[0]!);
    const last = parse(ends.at(-1)!);
    if (ends.length <= 2 && first !== undefined && last !== undefined && check({ first, last }))
      return [{ first, last }];
    reader.source.problem(
      node,
      `"${field}": expected one item or a range such as ${EXAMPLES[field]}, got ${JSON.stringify(text)}`,
    );
    return [];
  });
}

const EXAMPLES: Readonly<Record<string, string>> = {
  weekdays: "'monday:friday'",
  days_of_month: "'1:5' or '-3:-1'",
  months: "'january:march' or '1:3'",
  years: "'2026:2028'",
};

function indexOf(names: readonly string[], text: string): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index;
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function dayOfMonth(text: string): number | undefined {
  const day = wholeNumber(text);
  return day !== undefined && day !== 0 && Math.abs(day) <= 31 ? day : undefined;
}

function checkDays({ first, last }: InclusiveRange): boolean {
  if (first < 0 && last > 0) return false;
  const counted = (day: number) => (day < 0 ? DAYS_COUNTED + day : day);
  return counted(first) <= counted(last);
}

/** An IANA time zone; `Local` is that of the process. */
function readLocation(reader: ConfigReader): string | undefined {
  const text = reader.text('location');
  if (text === undefined) return undefined;
  if (text === 'Local') return new Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    reader.problem(
      'location',
      `expected "location" as a time zone such as Europe/Berlin, got ${JSON.stringify(text)}`,
    );
    return undefined;
  }
}
