import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from './checks.ts';

/** What an install may take beyond OpenTelemetry, in bytes and in packages that are not ours. */
const MOST_BYTES = 15_000_000;
const MOST_PACKAGES = 12;

const MOST_NAMED = 10;

/** What only the check of the types needs. */
const FOR_TYPES = /^(@types|@typescript|typescript|undici-types)(\/|$)/;

/** Holds what an install of all our packages brings to its budget, and says what is largest. */
export function checkInstalledSize(modules: string, checks: Checks): void {
  const names = packagesIn(modules);
  const openTelemetry = withDependencies(
    modules,
    names.filter((name) => name.startsWith('@opentelemetry/')),
  );
  const sizes = names
    .filter((name) => !openTelemetry.has(name) && !FOR_TYPES.test(name))
    .map((name) => ({ name, bytes: bytesIn(join(modules, name)) }))
    .sort((a, b) => b.bytes - a.bytes);
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const foreign = sizes.filter(({ name }) => !name.startsWith('@kotoba/'));
  console.log(
    `\ninstalled beyond OpenTelemetry: ${megabytes(bytes)}, ${foreign.length} packages beside ours; the largest:`,
  );
  for (const size of sizes.slice(0, MOST_NAMED))
    console.log(`  ${size.name.padEnd(34)} ${megabytes(size.bytes)}`);
  checks.note(`an install takes at most ${megabytes(MOST_BYTES)} beyond OpenTelemetry`, [
    ...(bytes > MOST_BYTES ? [`it takes ${megabytes(bytes)}`] : []),
  ]);
  checks.note(`an install brings at most ${MOST_PACKAGES} packages beyond OpenTelemetry and ours`, [
    ...(foreign.length > MOST_PACKAGES ? [`it brings ${foreign.map(({ name }) => name).join(', ')}`] : []),
  ]);
}

function packagesIn(modules: string): string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    );
}

/** The packages and all that they need, and so what OpenTelemetry brings to an app that has it. */
function withDependencies(modules: string, names: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const manifest = join(modules, name, 'package.json');
    if (reached.has(name) || !existsSync(manifest)) continue;
    reached.add(name);
    const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: object };
    waiting.push(...Object.keys(dependencies));
  }
  return reached;
}

function bytesIn(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => lstatSync(join(directory, path)))
    .reduce((sum, stat) => (stat.isFile() ? sum + stat.size : sum), 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}
