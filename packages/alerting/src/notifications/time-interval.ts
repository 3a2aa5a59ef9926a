/** First and last of a range, both included. */
export interface InclusiveRange {
  readonly first: number;
  readonly last: number;
}

/**
 * A recurring span of time: it holds an instant that lies in every part that is given. An empty part holds all.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#time_interval
 */
export interface TimeInterval {
  /** Minutes since midnight; `last` itself is excluded. */
  readonly times: readonly InclusiveRange[];
  /** 0 is Sunday. */
  readonly weekdays: readonly InclusiveRange[];
  /** 1 … 31; −1 is the last day of the month. */
  readonly daysOfMonth: readonly InclusiveRange[];
  /** 1 … 12. */
  readonly months: readonly InclusiveRange[];
  readonly years: readonly InclusiveRange[];
  /** An IANA time zone; UTC when left out. */
  readonly location?: string;
}

/** The calendar of one place at one instant. */
interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly minuteOfDay: number;
}

/** Whether the instant lies in the interval. */
export function intervalContains(interval: TimeInterval, timeMillis: number): boolean {
  const local = localTime(timeMillis, interval.location ?? 'UTC');
  const within = (ranges: readonly InclusiveRange[], value: number) =>
    ranges.length === 0 || ranges.some(({ first, last }) => first <= value && value <= last);
  const { times } = interval;
  const inTimes =
    times.length === 0 ||
    times.some(({ first, last }) => first <= local.minuteOfDay && local.minuteOfDay < last);
  return (
    inTimes &&
    containsDay(interval.daysOfMonth, local) &&
    within(interval.months, local.month) &&
    within(interval.weekdays, local.weekday) &&
    within(interval.years, local.year)
  );
}

function containsDay(ranges: readonly InclusiveRange[], { year, month, day }: LocalTime): boolean {
  if (ranges.length === 0) return true;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return ranges.some(({ first, last }) => {
    const from = first < 0 ? length + first + 1 : first;
    const to = last < 0 ? length + last + 1 : last;
    // A range that lies wholly after the end of the month, or starts before it, is cut to the month.
    if (from > length) return false;
    return Math.max(from, 1) <= day && day <= Math.min(to, length);
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function localTime(timeMillis: number, location: string): LocalTime {
  let format = formats.get(location);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: location,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      weekday: 'short',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(location, format);
  }
  const parts = new Map(format.formatToParts(timeMillis).map(({ type, value }) => [type, value]));
  const number = (part: Intl.DateTimeFormatPartTypes) => Number(parts.get(part));
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    weekday: WEEKDAYS.indexOf(parts.get('weekday')!),
    minuteOfDay: number('hour') * 60 + number('minute'),
  };
}
