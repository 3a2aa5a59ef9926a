import { type Labels, METRIC_NAME } from '@kotoba/core';
import { mergeSeries } from '../engine/merge-series.ts';
import type { Value, VectorSeries } from '../engine/value.ts';
import { executionError } from '../errors.ts';
import { isLabelName } from '../syntax/decode-bytes.ts';
import { type RE2JS, re2 } from '../syntax/re2.ts';
import { stringArgument, vectorArgument } from './arguments.ts';
import { defineFunction } from './define-function.ts';
import { expandTemplate } from './expand-template.ts';
import type { FunctionContext, FunctionDefinition } from './function-definition.ts';

/** Functions that change labels and leave values alone. */
export const labelFunctions: readonly FunctionDefinition[] = [
  defineFunction(
    'label_replace',
    ['vector', 'string', 'string', 'string', 'string'],
    'Where the label named fourth matches the regular expression (fifth) as a whole, the label named second becomes the third, in which $1 stands for what the first group caught.',
    { kind: 'general', evaluate: labelReplace },
  ),
  defineFunction(
    'label_join',
    ['vector', 'string', 'string', 'string'],
    'The label named second becomes the values of the labels named fourth and after, joined by the third.',
    { kind: 'general', evaluate: labelJoin },
    { variadic: -1 },
  ),
  defineFunction(
    'info',
    ['vector', 'vector'],
    'Each series with the labels of the info series (target_info unless the second argument asks for others) of the same instance and job.',
    { kind: 'engine' },
    { variadic: 1, experimental: true },
  ),
];

function labelReplace(context: FunctionContext): Promise<Value> {
  const [target, template, source, pattern] = [1, 2, 3, 4].map((index) => stringArgument(context, index)) as [
    string,
    string,
    string,
    string,
  ];
  const regex = compile(pattern);
  checkName(target, 'destination', 'label_replace');
  return relabel(context, target, (labels) => {
    const matcher = regex.matcher(labels.get(source));
    if (!matcher.find()) return undefined;
    return expandTemplate(template, (name) => {
      if (typeof name === 'number') return name <= matcher.groupCount() ? (matcher.group(name) ?? '') : '';
      return name in regex.namedGroups() ? (matcher.group(name) ?? '') : '';
    });
  });
}

function compile(pattern: string): RE2JS {
  try {
    return re2().compile(`^(?s:${pattern})$`);
  } catch {
    throw executionError(`invalid regular expression in label_replace(): ${pattern}`);
  }
}

function labelJoin(context: FunctionContext): Promise<Value> {
  const target = stringArgument(context, 1);
  const separator = stringArgument(context, 2);
  const sources = context.args.slice(3).map((_, index) => stringArgument(context, index + 3));
  for (const source of sources) checkName(source, 'source', 'label_join');
  checkName(target, 'destination', 'label_join');
  return relabel(context, target, (labels) => sources.map((source) => labels.get(source)).join(separator));
}

function checkName(name: string, role: 'source' | 'destination', caller: string): void {
  if (!isLabelName(name)) throw executionError(`invalid ${role} label name in ${caller}(): ${name}`);
}

/** The series with the label `target` set to what `value` answers; undefined leaves a series as it is. */
async function relabel(
  context: FunctionContext,
  target: string,
  value: (labels: Labels) => string | undefined,
): Promise<Value> {
  const series: VectorSeries[] = [];
  for (const one of vectorArgument(context, 0)) {
    const pause = context.breathe();
    if (pause !== undefined) await pause;
    const replacement = value(one.labels);
    if (replacement === undefined) {
      series.push(one);
      continue;
    }
    // A name that was just given is there to stay.
    const dropName = target === METRIC_NAME ? false : one.dropName;
    series.push({ ...one, labels: one.labels.with(target, replacement), dropName });
  }
  return { type: 'vector', series: mergeSeries(series) };
}
