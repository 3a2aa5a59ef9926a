import type { Matcher } from './series-source.ts';

/** The matcher `name="value"`. */
export function equalMatcher(name: string, value: string): Matcher {
  return { name, op: '=', value, matches: (labelValue) => labelValue === value };
}
