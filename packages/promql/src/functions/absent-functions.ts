import { Labels, METRIC_NAME } from '@kotoba/core';
import { ABSENT, FLOAT, type Value } from '../engine/value.ts';
import type { Expression } from '../syntax/ast.ts';
import { argumentExpression, rangeArgument, vectorArgument } from './arguments.ts';
import { defineFunction } from './define-function.ts';
import type { FunctionContext, FunctionDefinition } from './function-definition.ts';

/** Functions that answer when there is nothing. */
export const absentFunctions: readonly FunctionDefinition[] = [
  defineFunction(
    'absent',
    ['vector'],
    'Nothing where the vector has a series; 1 where it has none, with the labels its selector asks equality of.',
    { kind: 'general', evaluate: absent },
  ),
  defineFunction(
    'absent_over_time',
    ['matrix'],
    'Nothing where the range has a sample; 1 where it has none, with the labels its selector asks equality of.',
    { kind: 'general', evaluate: absentOverTime },
  ),
];

function absent(context: FunctionContext): Value {
  const present = new Uint8Array(context.grid.count);
  for (const { kinds } of vectorArgument(context, 0)) {
    for (let step = 0; step < present.length; step++) if (kinds[step] !== ABSENT) present[step] = 1;
  }
  return whereMissing(present, context);
}

function absentOverTime(context: FunctionContext): Value {
  const present = new Uint8Array(context.grid.count);
  for (const { windows } of rangeArgument(context, 0).series) {
    for (let step = 0; step < present.length; step++) {
      if (windows.first[step]! < windows.end[step]!) present[step] = 1;
    }
  }
  return whereMissing(present, context);
}

function whereMissing(present: Uint8Array, context: FunctionContext): Value {
  const kinds = present.map((is) => (is === 0 ? FLOAT : ABSENT));
  if (!kinds.includes(FLOAT)) return { type: 'vector', series: [] };
  const labels = labelsAskedFor(argumentExpression(context, 0));
  const values = new Float64Array(kinds.length).fill(1);
  return { type: 'vector', series: [{ labels, dropName: false, kinds, values }] };
}

/** Labels a selector gives one value to. One that has several matchers is left out, even if they agree. */
function labelsAskedFor(expression: Expression): Labels {
  const selector = expression.kind === 'matrixSelector' ? expression.selector : expression;
  if (selector.kind !== 'vectorSelector') return Labels.EMPTY;
  const asked = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, op, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    if (op === '=' && !seen.has(name)) {
      seen.add(name);
      asked.set(name, value);
    } else {
      asked.delete(name);
    }
  }
  return Labels.from(Object.fromEntries(asked));
}
