import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'src')),
);

function sourcesOf(name: string): string[] {
  const folder = join(root, 'packages', name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** Codes and sentences a package declares in `src/errors.ts`. */
async function declaredCodes(name: string): Promise<Record<string, string>> {
  const file = join(root, 'packages', name, 'src', 'errors.ts');
  if (!existsSync(file)) return {};
  const module: Record<string, unknown> = await import(file);
  const tables = Object.entries(module).filter(([exported]) => exported.endsWith('ErrorCodes'));
  return Object.assign({}, ...tables.map(([, codes]) => codes));
}

/** Rows of the page's table under a package's heading. */
function documentedCodes(name: string): Record<string, string> {
  const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');
  const section = page.split(/^## /m).find((part) => part.startsWith(`\`@kotoba/${name}\``)) ?? '';
  const rows = [...section.matchAll(/^\| `([A-Z][A-Z_]+)` \| (.+?) \|$/gm)];
  return Object.fromEntries(rows.map((row) => [row[1], row[2]]));
}

describe.each(packages)('errors of @kotoba/%s', (name) => {
  it('are on the errors page with the same sentence, and the page has no others', async () => {
    expect(documentedCodes(name)).toEqual(await declaredCodes(name));
  });

  it('are thrown with declared codes only', async () => {
    const core = await declaredCodes('core');
    const known = new Set([...Object.keys(core), ...Object.keys(await declaredCodes(name))]);
    const thrown = sourcesOf(name).flatMap((source) =>
      [...source.matchAll(/new KotobaError\(\s*'([A-Z_]+)'/g)].map((match) => match[1]!),
    );
    expect(thrown.filter((code) => !known.has(code))).toEqual([]);
  });
});
