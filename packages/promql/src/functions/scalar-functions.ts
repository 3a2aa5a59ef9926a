import { Labels } from '@kotoba/core';
import { allFloats, FLOAT, type ScalarValue, type StepGrid, stepTime, type Value } from '../engine/value.ts';
import { scalarArgument, vectorArgument } from './arguments.ts';
import { defineFunction } from './define-function.ts';
import { greater, lesser } from './extreme-of-two.ts';
import type { FunctionContext, FunctionDefinition } from './function-definition.ts';

/** Functions that give scalars, and `vector`, which takes one. */
export const scalarFunctions: readonly FunctionDefinition[] = [
  constant('pi', 'The number π.', () => Math.PI, false),
  defineFunction(
    'time',
    [],
    'The instant evaluated, in seconds since the epoch.',
    {
      kind: 'general',
      evaluate: ({ grid }) => ({
        type: 'scalar',
        values: Float64Array.from({ length: grid.count }, (_, step) => stepTime(grid, step) / 1000),
      }),
    },
    { returnType: 'scalar' },
  ),
  constant('start', 'When the query begins, in seconds since the epoch.', (grid) => grid.startMillis / 1000),
  constant('end', 'When the query ends, in seconds since the epoch.', (grid) => lastTime(grid) / 1000),
  constant(
    'range',
    'How long the query lasts from its start to its end, in seconds; 0 in an instant query.',
    (grid) => (lastTime(grid) - grid.startMillis) / 1000,
  ),
  constant(
    'step',
    'The step of the query, in seconds; 0 in an instant query.',
    (grid) => grid.stepMillis / 1000,
  ),
  ofTwo('min_of', 'The lesser of two scalars; NaN when one of them is.', lesser),
  ofTwo('max_of', 'The greater of two scalars; NaN when one of them is.', greater),
  defineFunction(
    'scalar',
    ['vector'],
    'The value of the only float of a vector; NaN when there is none, or more than one.',
    { kind: 'general', evaluate: onlyFloat },
    { returnType: 'scalar' },
  ),
  defineFunction('vector', ['scalar'], 'The scalar as a vector of one series without labels.', {
    kind: 'general',
    evaluate: (context) => ({
      type: 'vector',
      series: [
        {
          labels: Labels.EMPTY,
          dropName: false,
          kinds: allFloats(context.grid.count),
          values: scalarArgument(context, 0),
        },
      ],
    }),
  }),
];

function lastTime(grid: StepGrid): number {
  return stepTime(grid, grid.count - 1);
}

function constant(
  name: string,
  doc: string,
  value: (queryGrid: StepGrid) => number,
  experimental = true,
): FunctionDefinition {
  const evaluate = ({ grid, queryGrid }: FunctionContext): ScalarValue => ({
    type: 'scalar',
    values: new Float64Array(grid.count).fill(value(queryGrid)),
  });
  return defineFunction(name, [], doc, { kind: 'general', evaluate }, { returnType: 'scalar', experimental });
}

function ofTwo(name: string, doc: string, choose: (a: number, b: number) => number): FunctionDefinition {
  const evaluate = (context: FunctionContext): ScalarValue => {
    const right = scalarArgument(context, 1);
    const values = scalarArgument(context, 0).map((left, step) => choose(left, right[step]!));
    return { type: 'scalar', values };
  };
  return defineFunction(
    name,
    ['scalar', 'scalar'],
    doc,
    { kind: 'general', evaluate },
    { returnType: 'scalar', experimental: true },
  );
}

function onlyFloat(context: FunctionContext): Value {
  const { count } = context.grid;
  const values = new Float64Array(count).fill(Number.NaN);
  const found = new Uint8Array(count);
  for (const { kinds, values: from } of vectorArgument(context, 0)) {
    for (let step = 0; step < count; step++) {
      if (kinds[step] !== FLOAT) continue;
      values[step] = found[step] === 0 ? from[step]! : Number.NaN;
      found[step] = 1;
    }
  }
  return { type: 'scalar', values };
}
