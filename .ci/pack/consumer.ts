import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from './checks.ts';
import { checkInstalledSize } from './installed-size.ts';
import type { Tarball } from './tarballs.ts';

/**
 * Installs the tarballs into an empty project outside the repository, as a user would, and runs programs there that load
 * them with `import` and with `require`, and one that TypeScript checks against their types.
 */
export function checkConsumer(
  root: string,
  directory: string,
  tarballs: readonly Tarball[],
  checks: Checks,
): void {
  const project = join(directory, 'project');
  mkdirSync(project);
  const repository = readPackage(root).devDependencies;
  const manifest = {
    name: 'empty-project',
    private: true,
    dependencies: {
      ...Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`])),
      '@opentelemetry/api': repository['@opentelemetry/api'],
    },
    devDependencies: { '@types/node': repository['@types/node'], typescript: repository.typescript },
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  const run = (command: string, args: string[]) =>
    execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: 'pipe', timeout: 180_000 });

  checks.run('an empty project installs the tarballs', () => {
    run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--silent']);
  });
  checks.note('no package of ours is installed twice', installedTwice(project));
  for (const entry of entryPoints(tarballs, project)) {
    checks.run(`import('${entry}')`, () => {
      run(process.execPath, ['--input-type=module', '--eval', loadProgram(`await import('${entry}')`)]);
    });
    checks.run(`require('${entry}')`, () => {
      run(process.execPath, ['--input-type=commonjs', '--eval', loadProgram(`require('${entry}')`)]);
    });
  }
  cpSync(join(import.meta.dirname, 'programs'), project, { recursive: true });
  for (const program of ['monitored.mjs', 'monitored.cjs']) {
    checks.run(`${program} registers, scrapes and shuts down`, () => run(process.execPath, [program]));
  }
  checks.run('monitored.mts type-checks against the packed types', () => {
    run(process.execPath, ['node_modules/typescript/bin/tsc', '--project', '.']);
  });
  checkInstalledSize(join(project, 'node_modules'), checks);
  console.log(`installed ${countPackages(join(project, 'node_modules'))} packages, TypeScript's included`);
}

function readPackage(directory: string): {
  devDependencies: Record<string, string>;
  exports?: Record<string, unknown>;
} {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/** Fails unless a module could be loaded without warnings. */
function loadProgram(expression: string): string {
  return `process.on('warning', (warning) => { throw warning; });
    const exported = ${expression};
    if (typeof exported !== 'object') throw new Error('nothing is exported');`;
}

function entryPoints(tarballs: readonly Tarball[], project: string): string[] {
  return tarballs.flatMap(({ name }) =>
    Object.keys(readPackage(join(project, 'node_modules', name)).exports ?? {})
      .filter((subpath) => subpath !== './package.json' && !subpath.includes('*'))
      .map((subpath) => name + subpath.slice(1)),
  );
}

/** Copies of our packages below another package, which a wrong version range among them would bring. */
function installedTwice(project: string): string[] {
  const root = join(project, 'node_modules');
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\/node_modules\/@kotoba\/[^/]+$/.test(path),
  );
}

function countPackages(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^(.*\/node_modules\/)?(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path),
  ).length;
}
