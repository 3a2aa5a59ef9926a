import type { ValueType } from '../syntax/ast.ts';
import type { FunctionDefinition, FunctionImplementation } from './function-definition.ts';

/** A function's entry in the table: not experimental, with a fixed number of arguments and a vector as result, unless told. */
export function defineFunction(
  name: string,
  argTypes: readonly ValueType[],
  doc: string,
  implementation: FunctionImplementation,
  rest: Partial<Pick<FunctionDefinition, 'variadic' | 'returnType' | 'experimental'>> = {},
): FunctionDefinition {
  return {
    name,
    argTypes,
    variadic: 0,
    returnType: 'vector',
    experimental: false,
    doc,
    implementation,
    ...rest,
  };
}
