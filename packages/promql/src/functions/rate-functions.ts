import { infoText } from '../engine/annotation-texts.ts';
import { type Columns, FLOAT, type RangeSeries } from '../engine/value.ts';
import { firstArgumentPosition } from './arguments.ts';
import { changeFunctions } from './change-functions.ts';
import { defineFunction } from './define-function.ts';
import { eitherFunction } from './either-function.ts';
import { extendedHistogramRate } from './extended-histogram-rate.ts';
import { extendedRate } from './extended-rate.ts';
import { extrapolatedRate, type RateKind } from './extrapolated-rate.ts';
import type {
  FunctionDefinition,
  RangeFunctionContext,
  RangeFunctionImplementation,
} from './function-definition.ts';
import { histogramRate } from './histogram-rate.ts';
import { instantRate } from './instant-rate.ts';
import { regressionFunctions } from './regression-functions.ts';

/** How values change over a range. */
export const rateFunctions: readonly FunctionDefinition[] = [
  defineFunction(
    'rate',
    ['matrix'],
    'How much a counter grew over the range, per second, resets put back and extended to the edges of the range.',
    ofCounter({ isCounter: true, isRate: true }),
  ),
  defineFunction(
    'increase',
    ['matrix'],
    'How much a counter grew over the range, resets put back and extended to the edges of the range.',
    ofCounter({ isCounter: true, isRate: false }),
  ),
  defineFunction(
    'delta',
    ['matrix'],
    'How much a gauge changed over the range, extended to the edges of the range.',
    rate({ isCounter: false, isRate: false }),
  ),
  defineFunction(
    'irate',
    ['matrix'],
    'How much a counter grew between the last two samples of the range, per second.',
    instantRate(true),
  ),
  defineFunction(
    'idelta',
    ['matrix'],
    'How much a gauge changed between the last two samples of the range.',
    instantRate(false),
  ),
  ...changeFunctions,
  ...regressionFunctions,
];

function rate(kind: RateKind): RangeFunctionImplementation {
  return eitherFunction((context) => ({
    floats:
      context.range.modifier === undefined ? extrapolatedRate(kind, context) : extendedRate(kind, context),
    histograms: (series, first, end, step) =>
      (context.range.modifier === undefined ? histogramRate : extendedHistogramRate)(
        kind,
        context,
        series,
        first,
        end,
        step,
      ),
  }));
}

/** As `rate`; tells of metrics that do not look like counters. */
function ofCounter(kind: RateKind): RangeFunctionImplementation {
  const implementation = rate(kind);
  return {
    kind: 'range',
    prepare: (context) => {
      const apply = implementation.prepare(context);
      const told = new Set<string>();
      const tell = (series: RangeSeries, columns: Columns): Columns => {
        const { metricName } = series.labels;
        if (!told.has(metricName) && columns.kinds.includes(FLOAT)) {
          told.add(metricName);
          tellOfNonCounter(series, context);
        }
        return columns;
      };
      return (series) => {
        const columns = apply(series);
        return columns instanceof Promise
          ? columns.then((later) => tell(series, later))
          : tell(series, columns);
      };
    },
  };
}

function tellOfNonCounter({ labels }: RangeSeries, context: RangeFunctionContext): void {
  const { metricName } = labels;
  if (metricName === '') return;
  const position = firstArgumentPosition(context);
  if (!context.typeAndUnitLabels) {
    if (/_(?:total|sum|count|bucket)$/.test(metricName)) return;
    context.annotations.info(infoText.possibleNonCounter(metricName), position);
    return;
  }
  const type = labels.get('__type__');
  if (type === 'counter' || type === 'histogram') return;
  context.annotations.info(infoText.possibleNonCounterLabel(metricName, type), position);
}
