import { absentFunctions } from './absent-functions.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { histogramFunctions } from './histogram-functions.ts';
import { labelFunctions } from './label-functions.ts';
import { mathFunctions } from './math-functions.ts';
import { overTimeFunctions } from './over-time-functions.ts';
import { rateFunctions } from './rate-functions.ts';
import { scalarFunctions } from './scalar-functions.ts';
import { sortFunctions } from './sort-functions.ts';
import { timeFunctions } from './time-functions.ts';
import { trigonometricFunctions } from './trigonometric-functions.ts';

/** Every function of PromQL, by name. */
export const functionTable: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    ...mathFunctions,
    ...trigonometricFunctions,
    ...scalarFunctions,
    ...timeFunctions,
    ...labelFunctions,
    ...sortFunctions,
    ...absentFunctions,
    ...rateFunctions,
    ...overTimeFunctions,
    ...histogramFunctions,
  ].map((definition) => [definition.name, definition]),
);
