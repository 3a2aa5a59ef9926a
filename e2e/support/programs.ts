import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { collectorPath } from '../collector/build.ts';

interface Program {
  /** Directories searched after those of `PATH`. */
  readonly directories?: () => string[];
  /** Names the program goes by, the first found is taken. */
  readonly commands: readonly string[];
  /** Debian's package of it; the collector has none and is built from `e2e/collector`. */
  readonly aptPackage?: string;
}

/** PostgreSQL's server stands in a directory of its version, which Debian keeps off `PATH`. */
function postgresDirectories(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    return readdirSync(root).map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

/** Every program a suite can name in its `@needs` line. */
const PROGRAMS = {
  prometheus: { commands: ['prometheus'], aptPackage: 'prometheus' },
  promtool: { commands: ['promtool'], aptPackage: 'prometheus' },
  alertmanager: {
    commands: ['prometheus-alertmanager', 'alertmanager'],
    aptPackage: 'prometheus-alertmanager',
  },
  amtool: { commands: ['amtool'], aptPackage: 'prometheus-alertmanager' },
  postgres: {
    commands: ['postgres'],
    directories: postgresDirectories,
    aptPackage: 'postgresql',
  },
  initdb: { commands: ['initdb'], directories: postgresDirectories, aptPackage: 'postgresql' },
  pg_basebackup: {
    commands: ['pg_basebackup'],
    directories: postgresDirectories,
    aptPackage: 'postgresql',
  },
  'redis-server': { commands: ['redis-server'], aptPackage: 'redis-server' },
  mariadbd: { commands: ['mariadbd'], directories: () => ['/usr/sbin'], aptPackage: 'mariadb-server' },
  'mariadb-install-db': { commands: ['mariadb-install-db'], aptPackage: 'mariadb-server' },
  chromium: {
    commands: ['chromium', 'google-chrome', 'chrome'],
    aptPackage: 'chromium',
  },
  'otel-collector': { commands: [] },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;

/** Whether a word of a `@needs` line names a program of the table. */
export function isProgramName(name: string): name is ProgramName {
  return Object.hasOwn(PROGRAMS, name);
}

/** Debian's package of a program, undefined where there is none. */
export function aptPackage(name: ProgramName): string | undefined {
  const program: Program = PROGRAMS[name];
  return program.aptPackage;
}

/** What a reader can do to get a program that is missing. */
export function howToGet(name: ProgramName): string {
  const debian = aptPackage(name);
  return debian === undefined
    ? 'npx node e2e/collector/build.ts (needs Go 1.26)'
    : `apt-get install ${debian}`;
}

/** The path of a program, or undefined when this machine does not have it. */
export function findProgram(name: ProgramName): string | undefined {
  if (name === 'otel-collector') return isExecutable(collectorPath()) ? collectorPath() : undefined;
  const { commands, directories }: Program = PROGRAMS[name];
  const searched = [...(process.env.PATH ?? '').split(delimiter), ...(directories?.() ?? [])];
  return commands
    .flatMap((command) => searched.map((directory) => join(directory, command)))
    .find(isExecutable);
}

/** As {@link findProgram}, for a suite that declared the program and is therefore only run where it is there. */
export function requireProgram(name: ProgramName): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is missing: ${howToGet(name)}`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
