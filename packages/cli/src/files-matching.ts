import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KotobaError } from '@kotoba/core';

/**
 * The files a path names; in its last part `*` stands for any characters and `?` for one.
 * @throws {KotobaError} KOTOBA_CLI_USAGE when a pattern names none
 */
export function filesMatching(path: string): string[] {
  if (!/[*?]/.test(basename(path))) return [path];
  const escaped = basename(path).replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
  const found = readdirSync(dirname(path))
    .filter((name) => pattern.test(name))
    .sort();
  if (found.length === 0) throw new KotobaError('KOTOBA_CLI_USAGE', `no file matches ${path}`);
  return found.map((name) => join(dirname(path), name));
}
