import { readFile } from 'node:fs/promises';

/** Where the kernel's files are; tests point these at trees of their own. */
export interface HostRoots {
  /** Default `/proc`. */
  readonly proc: string;
  /** Default `/sys/fs/cgroup`. */
  readonly cgroup: string;
}

/** The roots of the host itself. */
export const hostRoots: HostRoots = { proc: '/proc', cgroup: '/sys/fs/cgroup' };

/** The text of a kernel file; undefined when it is not there or may not be read. */
export async function readKernelFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** A kernel file that holds one integer ≥ 0; undefined for anything else, such as `max` or `-1`. */
export async function readKernelNumber(path: string): Promise<number | undefined> {
  const text = (await readKernelFile(path))?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The number after `name` in a file of lines `name value`. */
export function numberOf(text: string, name: string): number | undefined {
  const match = new RegExp(`^${name}:?\\s+(\\d+)`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]);
}
