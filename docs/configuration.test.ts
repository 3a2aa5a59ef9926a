import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { configurationPage } from './configuration-page.ts';
import { type OptionField, optionFields } from './option-fields.ts';
import { schemaDefault, schemaPaths } from './option-schemas.ts';

const ERRORS = readFileSync(join(import.meta.dirname, 'errors.md'), 'utf8');
const values = optionFields().flatMap(leaves);

describe('docs/configuration.md', () => {
  it('is what docs/write-configuration-page.ts writes', () => {
    const page = readFileSync(join(import.meta.dirname, 'configuration.md'), 'utf8');
    expect(page).toBe(configurationPage());
  });

  it('has every environment variable the packages read', () => {
    const packages = join(import.meta.dirname, '../packages');
    const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^[^/]+\/src\/.*(?<!\.test)\.tsx?$/.test(path),
    );
    const variables = sources.flatMap(
      (path) => readFileSync(join(packages, path), 'utf8').match(/\b(KOTOBA|OTEL)_[A-Z_]+\b/g) ?? [],
    );
    const page = configurationPage();
    const missing = variables.filter((name) => !page.includes(`\`${name}`) && !isErrorCode(name));
    expect([...new Set(missing)]).toEqual([]);
  });
});

describe('doc comments of options', () => {
  it('are there for exactly the options the schema checks', () => {
    expect(values.map(({ path }) => path).sort()).toEqual([...schemaPaths()].sort());
  });

  it('say what the option does, and its default', () => {
    for (const { path, text, said } of values) {
      expect([path, text]).toEqual([path, expect.stringMatching(/^[A-Z0-9`].*[.]$/)]);
      expect([path, said]).toEqual([path, expect.any(String)]);
    }
  });

  it('say the default that the schema fills in', () => {
    for (const { path, said } of values) {
      const value = schemaDefault(path);
      if (value === undefined) continue;
      const plain = said!.replace(/ \(.*\)$/, '').replaceAll('`', '');
      expect([path, typeof value === 'number' ? plain.replaceAll(',', '') : plain]).toEqual([
        path,
        String(value),
      ]);
    }
  });
});

/** Fields that hold a value, those of nested objects included. */
function leaves(field: OptionField): readonly OptionField[] {
  return field.fields.length === 0 ? [field] : field.fields.flatMap(leaves);
}

function isErrorCode(name: string): boolean {
  return ERRORS.includes(`\`${name}\``);
}
