/** A day of the Gregorian calendar, UTC. */
export interface CivilDate {
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  /** 1 … 31. */
  readonly day: number;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const SECONDS_A_DAY = 86_400;

/** Whole days since 1970-01-01; NaN for what is no instant. */
export function dayOf(seconds: number): number {
  return Math.floor(Math.trunc(seconds) / SECONDS_A_DAY);
}

/** Seconds since midnight, 0 … 86,399. */
export function secondOfDay(seconds: number): number {
  return Math.trunc(seconds) - dayOf(seconds) * SECONDS_A_DAY;
}

/**
 * The date of a day counted from 1970-01-01. Works beyond the years that Date knows.
 * Source: "chrono-Compatible Low-Level Date Algorithms", civil_from_days: eras of 400 years that begin in March.
 */
export function civilDate(day: number): CivilDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

/** How many days a month has. */
export function daysInMonth({ year, month }: CivilDate): number {
  if (Number.isNaN(month)) return Number.NaN;
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** 1 … 366. */
export function dayOfYear({ year, month, day }: CivilDate): number {
  if (Number.isNaN(month)) return Number.NaN;
  return DAYS_BEFORE_MONTH[month - 1]! + day + (month > 2 && isLeap(year) ? 1 : 0);
}

/** 0 is Sunday. */
export function dayOfWeek(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
