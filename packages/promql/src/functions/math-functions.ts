import type { Value } from '../engine/value.ts';
import { scalarArgument, vectorArgument } from './arguments.ts';
import { defineFunction } from './define-function.ts';
import { greater, lesser } from './extreme-of-two.ts';
import type { FunctionContext, FunctionDefinition } from './function-definition.ts';
import { mapFloats } from './map-floats.ts';

/** Functions of each float by itself. */
export const mathFunctions: readonly FunctionDefinition[] = [
  elementwise('abs', 'The size of each value, its sign taken away.', Math.abs),
  elementwise('ceil', 'Each value rounded up to a whole number.', Math.ceil),
  elementwise('floor', 'Each value rounded down to a whole number.', Math.floor),
  elementwise('exp', 'e to the power of each value.', Math.exp),
  elementwise('sqrt', 'The square root of each value; NaN below zero.', Math.sqrt),
  elementwise('ln', 'The natural logarithm of each value: −Inf of zero, NaN below it.', Math.log),
  elementwise('log2', 'The logarithm to base 2 of each value.', Math.log2),
  elementwise('log10', 'The logarithm to base 10 of each value.', Math.log10),
  elementwise(
    'sgn',
    '1 where a value is above zero, −1 where it is below, the value itself otherwise.',
    sign,
  ),
  defineFunction(
    'clamp',
    ['vector', 'scalar', 'scalar'],
    'Each value, but no less than the second argument and no more than the third; nothing where those are the wrong way round.',
    {
      kind: 'general',
      evaluate: (context) => clamp(context, scalarArgument(context, 1), scalarArgument(context, 2)),
    },
  ),
  defineFunction('clamp_max', ['vector', 'scalar'], 'Each value, but no more than the second argument.', {
    kind: 'general',
    evaluate: (context) => clamp(context, undefined, scalarArgument(context, 1)),
  }),
  defineFunction('clamp_min', ['vector', 'scalar'], 'Each value, but no less than the second argument.', {
    kind: 'general',
    evaluate: (context) => clamp(context, scalarArgument(context, 1), undefined),
  }),
  defineFunction(
    'round',
    ['vector', 'scalar'],
    'Each value rounded to the nearest multiple of the second argument, 1 when left out; halves go up.',
    { kind: 'general', evaluate: round },
    { variadic: 1 },
  ),
];

function elementwise(name: string, doc: string, apply: (value: number) => number): FunctionDefinition {
  return defineFunction(name, ['vector'], doc, { kind: 'elementwise', apply });
}

function sign(value: number): number {
  if (value > 0) return 1;
  return value < 0 ? -1 : value;
}

async function clamp(
  context: FunctionContext,
  low: Float64Array | undefined,
  high: Float64Array | undefined,
): Promise<Value> {
  const lowAt = (step: number) => low?.[step] ?? Number.NEGATIVE_INFINITY;
  const highAt = (step: number) => high?.[step] ?? Number.POSITIVE_INFINITY;
  const series = await mapFloats(
    context,
    vectorArgument(context, 0),
    (value, step) => greater(lowAt(step), lesser(highAt(step), value)),
    (step) => !(highAt(step) < lowAt(step)),
  );
  return { type: 'vector', series };
}

async function round(context: FunctionContext): Promise<Value> {
  const nearest = context.args.length > 1 ? scalarArgument(context, 1) : undefined;
  const series = await mapFloats(context, vectorArgument(context, 0), (value, step) => {
    // The inverse loses less to rounding than the fraction itself.
    const inverse = 1 / (nearest?.[step] ?? 1);
    return Math.floor(value * inverse + 0.5) / inverse;
  });
  return { type: 'vector', series };
}
