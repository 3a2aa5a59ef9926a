import { functionTable } from '@kotoba/promql';

/** A function or aggregation operator, as completion shows it. */
export interface PromqlWord {
  readonly name: string;
  /** Such as `rate(range vector)`. */
  readonly signature: string;
  readonly doc: string;
}

const AGGREGATIONS: readonly PromqlWord[] = [
  ['sum', 'Sum over each group.'],
  ['avg', 'Arithmetic mean of each group.'],
  ['count', 'Number of elements of each group.'],
  ['min', 'Least value of each group.'],
  ['max', 'Greatest value of each group.'],
  ['group', '1 for each group.'],
  ['stddev', 'Standard deviation of each group.'],
  ['stdvar', 'Variance of each group.'],
  ['topk', 'The k greatest elements of each group.', 'k, '],
  ['bottomk', 'The k least elements of each group.', 'k, '],
  ['quantile', 'The φ-quantile, 0 ≤ φ ≤ 1, of each group.', 'φ, '],
  ['count_values', 'How many elements of each group have a value, by value.', 'label, '],
].map(([name, doc, parameter = '']) => ({
  name: name!,
  signature: `${name}(${parameter}instant vector)`,
  doc: doc!,
}));

const TYPE_NAMES = { vector: 'instant vector', matrix: 'range vector', scalar: 'scalar', string: 'string' };

/** Every function and aggregation operator there is, experimental functions only when they may be used. */
export function promqlWords(isExperimental: boolean): readonly PromqlWord[] {
  const functions = [...functionTable.values()]
    .filter(({ experimental }) => isExperimental || !experimental)
    .map(({ name, argTypes, variadic, doc }) => ({
      name,
      signature: `${name}(${parametersOf(argTypes, variadic)})`,
      doc,
    }));
  return [...AGGREGATIONS, ...functions];
}

function parametersOf(types: readonly string[], variadic: number): string {
  const names = types.map((type) => TYPE_NAMES[type as keyof typeof TYPE_NAMES] ?? type);
  if (variadic === 0) return names.join(', ');
  const last = names.at(-1) ?? '';
  return [...names.slice(0, -1), variadic < 0 ? `${last} …` : `[${last}]`].join(', ');
}
