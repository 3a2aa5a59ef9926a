import { Labels } from '@kotoba/core';
import { ABSENT, allFloats, FLOAT, stepTime, type Value } from '../engine/value.ts';
import { vectorArgument } from './arguments.ts';
import { civilDate, dayOf, dayOfWeek, dayOfYear, daysInMonth, secondOfDay } from './calendar.ts';
import { defineFunction } from './define-function.ts';
import type { FunctionContext, FunctionDefinition } from './function-definition.ts';
import { mapFloats } from './map-floats.ts';

/** When samples were taken, and the calendar, UTC. */
export const timeFunctions: readonly FunctionDefinition[] = [
  defineFunction(
    'timestamp',
    ['vector'],
    'When each sample of a selector was taken, or, of any other expression, the instant evaluated; in seconds since the epoch.',
    { kind: 'general', evaluate: timestamp },
  ),
  defineFunction(
    'start_timestamp',
    ['vector'],
    'When the counter behind each sample of a selector started, in seconds since the epoch: 0 where that is unknown, nothing for other expressions.',
    // The engine answers for selectors; here are the other expressions, whose samples come from no counter.
    { kind: 'general', evaluate: () => ({ type: 'vector', series: [] }) },
    { experimental: true },
  ),
  ofInstant('minute', 'The minute of the hour, 0 to 59.', (seconds) =>
    Math.floor((secondOfDay(seconds) % 3600) / 60),
  ),
  ofInstant('hour', 'The hour of the day, 0 to 23.', (seconds) => Math.floor(secondOfDay(seconds) / 3600)),
  ofInstant('day_of_week', 'The day of the week, 0 (Sunday) to 6.', (seconds) => dayOfWeek(dayOf(seconds))),
  ofInstant('day_of_month', 'The day of the month, 1 to 31.', (seconds) => civilDate(dayOf(seconds)).day),
  ofInstant('day_of_year', 'The day of the year, 1 to 366.', (seconds) =>
    dayOfYear(civilDate(dayOf(seconds))),
  ),
  ofInstant('days_in_month', 'How many days the month has, 28 to 31.', (seconds) =>
    daysInMonth(civilDate(dayOf(seconds))),
  ),
  ofInstant('month', 'The month of the year, 1 to 12.', (seconds) => civilDate(dayOf(seconds)).month),
  ofInstant('year', 'The year.', (seconds) => civilDate(dayOf(seconds)).year),
];

/** A function of instants in seconds since the epoch: those of its argument, or the one evaluated. */
function ofInstant(name: string, doc: string, apply: (seconds: number) => number): FunctionDefinition {
  const evaluate = async (context: FunctionContext): Promise<Value> => {
    if (context.args.length > 0) {
      return { type: 'vector', series: await mapFloats(context, vectorArgument(context, 0), apply) };
    }
    const { grid } = context;
    const values = Float64Array.from({ length: grid.count }, (_, step) => apply(stepTime(grid, step) / 1000));
    return {
      type: 'vector',
      series: [{ labels: Labels.EMPTY, dropName: false, kinds: allFloats(grid.count), values }],
    };
  };
  const text = `${doc} Of the instants its argument holds, in seconds since the epoch, or of the instant evaluated; UTC.`;
  return defineFunction(name, ['vector'], text, { kind: 'general', evaluate }, { variadic: 1 });
}

function timestamp(context: FunctionContext): Value {
  const { grid } = context;
  const times = Float64Array.from({ length: grid.count }, (_, step) => stepTime(grid, step) / 1000);
  const series = vectorArgument(context, 0).map(({ labels, kinds, histograms }) => ({
    labels,
    dropName: true,
    kinds: histograms === undefined ? kinds : kinds.map((kind) => (kind === ABSENT ? ABSENT : FLOAT)),
    values: times,
  }));
  return { type: 'vector', series };
}
