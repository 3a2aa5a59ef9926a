/** What a value is held against. */
export type AlertThreshold =
  | { readonly greaterThan: number }
  | { readonly greaterThanOrEqual: number }
  | { readonly lessThan: number }
  | { readonly lessThanOrEqual: number }
  | { readonly equal: number }
  | { readonly notEqual: number };

/** The PromQL operator of each kind of threshold. */
export const THRESHOLD_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['greaterThan', '>'],
  ['greaterThanOrEqual', '>='],
  ['lessThan', '<'],
  ['lessThanOrEqual', '<='],
  ['equal', '=='],
  ['notEqual', '!='],
]);
