import { defineFunction } from './define-function.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** Trigonometry, angles in radians. */
export const trigonometricFunctions: readonly FunctionDefinition[] = [
  of('sin', 'The sine of each angle.', Math.sin),
  of('cos', 'The cosine of each angle.', Math.cos),
  of('tan', 'The tangent of each angle.', Math.tan),
  of('asin', 'The angle whose sine each value is.', Math.asin),
  of('acos', 'The angle whose cosine each value is.', Math.acos),
  of('atan', 'The angle whose tangent each value is.', Math.atan),
  of('sinh', 'The hyperbolic sine of each value.', Math.sinh),
  of('cosh', 'The hyperbolic cosine of each value.', Math.cosh),
  of('tanh', 'The hyperbolic tangent of each value.', Math.tanh),
  of('asinh', 'The inverse hyperbolic sine of each value.', Math.asinh),
  of('acosh', 'The inverse hyperbolic cosine of each value.', Math.acosh),
  of('atanh', 'The inverse hyperbolic tangent of each value.', Math.atanh),
  of('deg', 'Radians as degrees.', (radians) => (radians * 180) / Math.PI),
  of('rad', 'Degrees as radians.', (degrees) => (degrees * Math.PI) / 180),
];

function of(name: string, doc: string, apply: (value: number) => number): FunctionDefinition {
  return defineFunction(name, ['vector'], doc, { kind: 'elementwise', apply });
}
