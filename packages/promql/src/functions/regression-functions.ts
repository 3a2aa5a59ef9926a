import { stepTime } from '../engine/value.ts';
import { scalarArgument } from './arguments.ts';
import { defineFunction } from './define-function.ts';
import { doubleExponentialSmoothing } from './double-exponential-smoothing.ts';
import { floatFunction } from './float-function.ts';
import { type FloatWindows, windowLength } from './float-windows.ts';
import type {
  FunctionDefinition,
  FunctionImplementation,
  RangeFunctionContext,
} from './function-definition.ts';
import { inSlices } from './in-slices.ts';
import { fitLine, type Line, TimeSums } from './linear-regression.ts';
import { PerWindows } from './per-windows.ts';

/** Where values are heading. */
export const regressionFunctions: readonly FunctionDefinition[] = [
  defineFunction(
    'deriv',
    ['matrix'],
    'The slope per second of the straight line closest to a gauge over the range.',
    // Times near those in use lose least to rounding.
    regression(() => ({ origin: (firstTime) => firstTime, read: ({ slope }) => slope })),
  ),
  defineFunction(
    'predict_linear',
    ['matrix', 'scalar'],
    'What a gauge will be in so many seconds (second argument) if it goes on along the straight line closest to it over the range.',
    regression((context) => {
      const ahead = scalarArgument(context, 1);
      return {
        origin: (_, step) => stepTime(context.grid, step),
        read: ({ slope, intercept }, step) => slope * ahead[step]! + intercept,
      };
    }),
  ),
  defineFunction(
    'double_exponential_smoothing',
    ['matrix', 'scalar', 'scalar'],
    'A gauge smoothed over the range: the second argument (0 to 1) says how much newer values count, the third how much trends do.',
    doubleExponentialSmoothing,
    { experimental: true },
  ),
];

interface Regression {
  /** What times are measured from, milliseconds. */
  readonly origin: (firstTime: number, step: number) => number;
  readonly read: (line: Line, step: number) => number;
}

function regression(prepare: (context: RangeFunctionContext) => Regression): FunctionImplementation {
  return floatFunction(2, (context) => {
    const { origin, read } = prepare(context);
    const sums = new PerWindows(({ windows }: FloatWindows) => new TimeSums(windows.first.length));
    const line: Line = { slope: 0, intercept: 0 };
    return (floats, values) => {
      const times = sums.of(floats);
      return inSlices(context, floats.windows, (from, to) => {
        for (let step = from; step < to; step++) {
          if (windowLength(floats.windows, step) < 2) continue;
          times.prepare(floats, step, origin);
          fitLine(floats, step, times, line);
          values[step] = read(line, step);
        }
      });
    };
  });
}
