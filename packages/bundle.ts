import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/*
 * Makes the JavaScript of every package: one file for each of its entries, with what they share beside them. A program that loads
 * a few files instead of some hundreds starts in half the time and with less memory (`npm run bench -- startup`). Types are
 * written by the compiler. Other packages, ours too, stay imports, save for zod.
 */

const here = import.meta.dirname;

/** Entries that no export leads to: programs of threads. */
const threads: Readonly<Record<string, readonly string[]>> = {
  history: ['src/persistence/writer-thread.ts'],
};

/**
 * Leaves all packages out but `zod`, of which a tenth is used: loaded whole, with its texts in fifty languages, it took a fifth of what
 * a start takes in memory.
 */
const othersExternal: Plugin = {
  name: 'others-external',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      if (path === 'zod' || importer.includes('/node_modules/zod/')) return undefined;
      return { path, external: true };
    });
  },
};

interface PackageJson {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
}

for (const name of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
  await bundle(name.name);

async function bundle(name: string): Promise<void> {
  const directory = join(here, name);
  for (const file of readdirSync(join(directory, 'dist'), { recursive: true, encoding: 'utf8' }))
    if (/\.js(\.map)?$/.test(file)) rmSync(join(directory, 'dist', file));
  const { metafile } = await build({
    absWorkingDir: directory,
    entryPoints: entriesOf(name, JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))),
    outdir: 'dist',
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    plugins: [othersExternal],
    platform: 'node',
    format: 'esm',
    target: 'node22',
    charset: 'utf8',
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  });
  const licence = join(directory, 'dist/zod.LICENSE');
  if (Object.keys(metafile.inputs).some((input) => input.includes('node_modules/zod/')))
    copyFileSync(join(here, '../node_modules/zod/LICENSE'), licence);
  else rmSync(licence, { force: true });
}

/** From the name in `dist`, without its ending, to the source. */
function entriesOf(name: string, { exports, bin = {} }: PackageJson): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const target of Object.values(exports))
    if (typeof target === 'object') entries[nameInDist(target.default)] = sourceOf(target.default);
  for (const target of Object.values(bin)) entries[nameInDist(target)] = sourceOf(target);
  for (const source of threads[name] ?? []) entries[source.replace(/^.*\/|\.ts$/g, '')] = source;
  return entries;
}

function sourceOf(path: string): string {
  return `src/${nameInDist(path)}.ts`;
}

function nameInDist(path: string): string {
  return path.replace(/^\.\/dist\/|\.js$/g, '');
}
