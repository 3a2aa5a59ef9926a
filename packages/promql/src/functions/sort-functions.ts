import { warningText } from '../engine/annotation-texts.ts';
import { compareLabels } from '../engine/to-result.ts';
import { ABSENT, FLOAT, type Value, type VectorSeries } from '../engine/value.ts';
import { stringArgument, vectorArgument } from './arguments.ts';
import { defineFunction } from './define-function.ts';
import type { FunctionContext, FunctionDefinition } from './function-definition.ts';
import { compareNaturally } from './natural-order.ts';

/** Functions that order an instant query's result; a range query's is always in the order of labels. */
export const sortFunctions: readonly FunctionDefinition[] = [
  defineFunction('sort', ['vector'], 'The floats of a vector, smallest first, NaN last.', {
    kind: 'general',
    evaluate: (context) => sortByValue(context, 1),
  }),
  defineFunction('sort_desc', ['vector'], 'The floats of a vector, greatest first, NaN last.', {
    kind: 'general',
    evaluate: (context) => sortByValue(context, -1),
  }),
  byLabel('sort_by_label', 'The series in the natural order of the given labels, then of all labels.', 1),
  byLabel(
    'sort_by_label_desc',
    'The series in the reverse of the natural order of the given labels, then of all labels.',
    -1,
  ),
];

function sortByValue(context: FunctionContext, direction: 1 | -1): Value {
  warnOfRange(context);
  const series = vectorArgument(context, 0)
    .map((one) => (one.histograms === undefined ? one : floatsOf(one)))
    .filter((one) => one.kinds.includes(FLOAT));
  if (context.grid.count > 1) return { type: 'vector', series };
  const order = (a: VectorSeries, b: VectorSeries) => {
    const [left, right] = [a.values[0]!, b.values[0]!];
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return left === right ? 0 : direction * (left < right ? -1 : 1);
  };
  return { type: 'vector', series: series.sort(order) };
}

function floatsOf(one: VectorSeries): VectorSeries {
  const { labels, dropName, kinds, values } = one;
  return { labels, dropName, kinds: kinds.map((kind) => (kind === FLOAT ? FLOAT : ABSENT)), values };
}

function byLabel(name: string, doc: string, direction: 1 | -1): FunctionDefinition {
  const evaluate = (context: FunctionContext): Value => {
    warnOfRange(context);
    const series = vectorArgument(context, 0);
    if (context.grid.count > 1) return { type: 'vector', series };
    const labels = context.args.slice(1).map((_, index) => stringArgument(context, index + 1));
    return { type: 'vector', series: [...series].sort((a, b) => direction * compare(a, b, labels)) };
  };
  return defineFunction(
    name,
    ['vector', 'string'],
    doc,
    { kind: 'general', evaluate },
    { variadic: -1, experimental: true },
  );
}

function compare(a: VectorSeries, b: VectorSeries, labels: readonly string[]): number {
  for (const label of labels) {
    const left = a.labels.get(label);
    const right = b.labels.get(label);
    if (left !== right) return compareNaturally(left, right);
  }
  return compareLabels(a.labels, b.labels);
}

function warnOfRange({ grid, call, annotations }: FunctionContext): void {
  if (grid.count > 1) annotations.warning(warningText.sortInRangeQuery(), call.position);
}
