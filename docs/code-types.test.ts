import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`),
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
].filter((page) => page.endsWith('.md') && existsSync(join(root, page)));

/** Where files that blocks import from beside themselves are. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  './embedded-db.ts': 'examples/embedded-database/embedded-db.ts',
  './notes.ts': 'examples/nestjs/notes.ts',
};

/** Options shown by themselves become options of the call. */
const asOptions = (code: string) =>
  /^\w+: [{[]/.test(code) ? `registerKotobaInstrumentation({\n${code}});\n` : code;

function writeBlocks(folder: string): number {
  let blocks = 0;
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, code] of text.matchAll(/^```ts\n(.*?)^```$/gms)) {
      const linked = asOptions(code!).replace(/(?<=from ')\.\/[\w.-]+(?=')/g, (file) =>
        NEIGHBOURS[file] === undefined ? file : relative(folder, join(root, NEIGHBOURS[file])),
      );
      writeFileSync(join(folder, `${page.replace(/\W+/g, '-')}-${++blocks}.ts`), `${linked}\nexport {};\n`);
    }
  }
  return blocks;
}

it('every block of TypeScript in the guides type-checks against the packages', () => {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'guides-'));
  try {
    expect(writeBlocks(folder)).toBeGreaterThan(40);
    const config = {
      extends: relative(folder, join(root, 'tsconfig.check.json')),
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
      include: ['*.ts', relative(folder, join(root, 'docs/fragment-scope.ts'))],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
