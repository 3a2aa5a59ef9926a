import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/*
 * Builds the page from `page/` into `page-assets/`: one script and one style sheet with their hashes in their names, and the
 * HTML that refers to them. What a browser loads must stay below the limit.
 */

const here = import.meta.dirname;
const source = join(here, 'page');
const target = join(here, 'page-assets');
const MOST_COMPRESSED_BYTES = 150_000;

rmSync(target, { recursive: true, force: true });
mkdirSync(target);

const { outputFiles } = await build({
  entryPoints: { app: join(source, 'main.tsx') },
  bundle: true,
  minify: true,
  write: false,
  outdir: target,
  entryNames: '[name].[hash]',
  format: 'esm',
  target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
  conditions: ['kotoba-source'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
});
for (const { path, contents } of outputFiles) writeFileSync(path, contents);

const named = (ending: string) => {
  const name = readdirSync(target).find((file) => file.endsWith(ending));
  if (name === undefined) throw new Error(`the bundle has no ${ending}`);
  return `assets/${name}`;
};
const html = readFileSync(join(source, 'index.html'), 'utf8')
  .replace('app.css', named('.css'))
  .replace('app.js', named('.js'));
writeFileSync(join(target, 'index.html'), html);
writeFileSync(join(target, 'icon.svg'), readFileSync(join(source, 'icon.svg')));

let total = 0;
for (const file of readdirSync(target)) {
  const plain = readFileSync(join(target, file));
  const compressed = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(join(target, `${file}.br`), compressed);
  writeFileSync(join(target, `${file}.gz`), gzipSync(plain, { level: 9 }));
  total += compressed.length;
}
if (total > MOST_COMPRESSED_BYTES)
  throw new Error(`the page takes ${total} bytes compressed; expected at most ${MOST_COMPRESSED_BYTES}`);
process.stdout.write(`page: ${total} bytes compressed\n`);
