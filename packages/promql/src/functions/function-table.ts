import type { FunctionDefinition } from './function-definition.ts';
export const functionTable: ReadonlyMap<string, FunctionDefinition> = new Map();
