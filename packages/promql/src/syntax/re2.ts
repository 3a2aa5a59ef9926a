import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

export type { RE2JS } from 're2js';

let loaded: typeof RE2JS | undefined;

/**
 * The library for RE2's regular expressions, loaded with the first one that is compiled: an app that starts needs none.
 * Source: https://github.com/google/re2/wiki/Syntax
 */
export function re2(): typeof RE2JS {
  loaded ??= (createRequire(import.meta.url)('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
  return loaded;
}
