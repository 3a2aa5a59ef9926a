import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The condition by which this repository runs packages from their sources. */
const SOURCE_CONDITION = 'kotoba-source';

interface Manifest {
  readonly name: string;
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/**
 * Copies what each workspace publishes to a folder of its own: the build without the sources, and a `package.json` that does not
 * lead to them.
 * @returns the folders
 */
export function stagePackages(root: string, to: string): string[] {
  rmSync(to, { recursive: true, force: true });
  return filesByPackage(root).map(({ name, paths }) => {
    const from = join(root, 'packages', name.replace('@kotoba/', ''));
    const folder = join(to, name.replace('@kotoba/', ''));
    for (const path of paths.filter((one) => !one.startsWith('src/'))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(join(from, path), join(folder, path));
    }
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest;
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published(manifest), undefined, 2)}\n`);
    return folder;
  });
}

function filesByPackage(
  root: string,
): readonly { readonly name: string; readonly paths: readonly string[] }[] {
  const args = ['pack', '--workspaces', '--dry-run', '--json', '--silent'];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  // npm 11 answers an array, later versions an object by name.
  const reports: { name: string; files: { path: string }[] }[] = Object.values(JSON.parse(output));
  return reports.map(({ name, files }) => ({ name, paths: files.map(({ path }) => path) }));
}

function published(manifest: Manifest): Manifest {
  const exports = Object.entries(manifest.exports).map(([subpath, target]) => {
    if (typeof target === 'string') return [subpath, target];
    return [
      subpath,
      Object.fromEntries(Object.entries(target).filter(([name]) => name !== SOURCE_CONDITION)),
    ];
  });
  const files = manifest.files.filter((pattern) => !pattern.replace('!', '').startsWith('src'));
  return { ...manifest, files, exports: Object.fromEntries(exports) };
}
