import { expect, it } from '@jest/globals';
import { civilDate, dayOf, dayOfWeek, dayOfYear, daysInMonth, secondOfDay } from './calendar.ts';

it('agrees with Date on every day from 1890 to 2110', () => {
  for (let day = dayOf(Date.UTC(1890, 0, 1) / 1000); day < dayOf(Date.UTC(2110, 0, 1) / 1000); day++) {
    const date = new Date(day * 86_400_000);
    const civil = civilDate(day);
    const year = date.getUTCFullYear();
    expect([
      civil.year,
      civil.month,
      civil.day,
      dayOfWeek(day),
      dayOfYear(civil),
      daysInMonth(civil),
    ]).toEqual([
      year,
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCDay(),
      day - Date.UTC(year, 0, 0) / 86_400_000,
      new Date(Date.UTC(year, date.getUTCMonth() + 1, 0)).getUTCDate(),
    ]);
  }
});

it('cuts fractions of a second towards the epoch', () => {
  expect(dayOf(-0.5)).toBe(-0);
  expect(secondOfDay(-0.5)).toBe(0);
  expect(secondOfDay(-1)).toBe(86_399);
});

it('knows years that Date does not, and no date of what is no instant', () => {
  expect(civilDate(dayOf(1e14)).year).toBe(3_170_843);
  expect(civilDate(dayOf(Number.NaN)).year).toBeNaN();
  expect(daysInMonth(civilDate(dayOf(Number.POSITIVE_INFINITY)))).toBeNaN();
  expect(dayOfYear(civilDate(dayOf(Number.NaN)))).toBeNaN();
});
