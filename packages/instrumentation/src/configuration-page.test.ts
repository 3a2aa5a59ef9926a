import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT_VARIABLES } from './environment.ts';
import { optionsSchema } from './options.ts';
import { resolveOptions } from './resolve-options.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| (`[a-z][^|]+`) \| ([^|]+) \| [^|]+ \|$/gim)].flatMap(([, names, value]) =>
    [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => [name!, value!.trim()] as const),
  ),
);

function optionPaths(): string[] {
  return Object.entries(optionsSchema.shape).flatMap(([name, schema]) => {
    const inner = (schema as { unwrap?: () => { shape?: object } }).unwrap?.();
    return inner?.shape === undefined ? [name] : Object.keys(inner.shape).map((key) => `${name}.${key}`);
  });
}

describe('docs/configuration.md', () => {
  it('has a row for every option, and no other', () => {
    expect([...rows.keys()].sort()).toEqual(optionPaths().sort());
  });

  it('says every option’s default', () => {
    const defaults: Record<string, unknown> = resolveOptions({}, {});
    for (const [path, said] of rows) {
      const value = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], defaults);
      if (['string', 'number', 'boolean'].includes(typeof value) && path !== 'otlp.enabled')
        expect([path, said]).toEqual([path, `\`${value}\``]);
    }
  });

  it('has every environment variable with its option', () => {
    const variables = [...page.matchAll(/^\| `([A-Z_]+)` \| `([^`]+)` \|$/gm)].map(([, name, path]) => [
      name,
      path,
    ]);
    expect(variables).toEqual(ENVIRONMENT_VARIABLES.map(({ name, path }) => [name, path.join('.')]));
  });
});
