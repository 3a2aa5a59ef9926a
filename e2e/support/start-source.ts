import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Runs a TypeScript program of the repository on its sources, the way `npm start` does. */
export function startSource(
  file: string,
  cleanup: Cleanup,
  env: Readonly<Record<string, string | undefined>> = {},
): ChildProgram {
  return new ChildProgram({
    command: process.execPath,
    args: ['--conditions=kotoba-source', join(ROOT, file)],
    cwd: ROOT,
    env: { NODE_OPTIONS: undefined, ...env },
    cleanup,
  });
}

/** Starts the quickstart on a port and waits until it has printed where it serves its metrics. */
export async function startQuickstart(
  port: number,
  cleanup: Cleanup,
): Promise<{ program: ChildProgram; metricsUrl: string }> {
  const program = startSource('examples/quickstart/main.ts', cleanup, { KOTOBA_METRICS_PORT: String(port) });
  const metricsUrl = await program.ready(() => /metrics\s+(http:\S+)/.exec(program.stdout)?.[1]);
  return { program, metricsUrl };
}
