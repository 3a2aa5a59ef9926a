import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Checks } from './checks.ts';
import { stagePackages } from './stage.ts';

/** A packed workspace. */
export interface Tarball {
  /** The package's name. */
  readonly name: string;
  readonly file: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Paths inside the package. */
  readonly paths: readonly string[];
}

interface NpmPackReport {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** What `npm pack` must never put in: tests, what only tests use, and state of the build. */
const UNWANTED =
  /^src\/|\.test\.|\.spec\.|(^|\/)(conformance|fixtures|testdata|__snapshots__|bench)\/|tsbuildinfo|(^|\/)tsconfig/;

/** Packs every workspace, as it is published, into a directory. */
export function packWorkspaces(root: string, directory: string): Tarball[] {
  const folders = stagePackages(root, join(directory, 'packages'));
  const args = ['pack', ...folders, '--json', '--silent', '--pack-destination', directory];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  // npm 11 answers an array, later versions an object by name.
  const reports: NpmPackReport[] = Object.values(JSON.parse(output));
  return reports.map((report) => ({
    name: report.name,
    file: join(directory, report.filename.replace('@', '').replace('/', '-')),
    packedBytes: report.size,
    unpackedBytes: report.unpackedSize,
    paths: report.files.map((file) => file.path),
  }));
}

/** Checks what is in a tarball, its package.json by publint, and its types by attw. */
export async function checkTarball(root: string, tarball: Tarball, checks: Checks): Promise<void> {
  const unwanted = tarball.paths.filter((path) => UNWANTED.test(path));
  const missing = ['LICENSE', 'package.json', 'dist/index.js', 'dist/index.d.ts'].filter(
    (path) => !tarball.paths.includes(path),
  );
  checks.note(`${tarball.name}: holds what a user needs and nothing of the tests`, [
    ...unwanted.map((path) => `unwanted: ${path}`),
    ...missing.map((path) => `missing: ${path}`),
  ]);
  checks.note(`${tarball.name}: publint`, await publintProblems(tarball));
  checks.note(`${tarball.name}: are the types wrong`, attwProblems(root, tarball));
}

async function publintProblems(tarball: Tarball): Promise<string[]> {
  const bytes = readFileSync(tarball.file);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    level: 'warning',
    strict: true,
  });
  return messages.map((message) => formatMessage(message, pkg) ?? message.code);
}

/**
 * - Profile `node16` leaves out Node 10's resolution, which knows no `exports`: the packages need Node ≥ 22.15.
 * - `cjs-resolves-to-esm` warns that `require()` gets an ES module. From Node 22.12 on that works, and the consumer
 *   check does it.
 */
function attwProblems(root: string, tarball: Tarball): string[] {
  const args = [
    '--profile',
    'node16',
    '--ignore-rules',
    'cjs-resolves-to-esm',
    '--no-definitely-typed',
    '--no-emoji',
    '--no-color',
    '--format',
    'ascii',
  ];
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const run = spawnSync(process.execPath, [attw, tarball.file, ...args], { encoding: 'utf8' });
  return run.status === 0 ? [] : [run.stdout + run.stderr];
}

/** Prints each tarball's size, its own dependencies and everything an install of it brings. */
export function printSizes(directory: string, tarballs: readonly Tarball[]): void {
  console.log('\npackage                      packed   unpacked  files  dependencies');
  for (const { name, file, packedBytes, unpackedBytes, paths } of tarballs) {
    const json = execFileSync('tar', ['-xOzf', file, 'package/package.json'], {
      encoding: 'utf8',
      cwd: directory,
    });
    const dependencies = Object.keys((JSON.parse(json) as { dependencies?: object }).dependencies ?? {});
    const ours = dependencies.filter((dependency) => dependency.startsWith('@kotoba/')).length;
    console.log(
      [
        name.padEnd(26),
        kilobytes(packedBytes),
        kilobytes(unpackedBytes),
        String(paths.length).padStart(5),
        ` ${dependencies.length - ours} (+ ${ours} of ours)`,
      ].join('  '),
    );
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`.padStart(9);
}
