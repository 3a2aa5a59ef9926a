/** Where a command writes, and what it can see of its surroundings. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How a command ended. */
export const EXIT = {
  ok: 0,
  /** What was asked was done, and the answer is no: rules that are wrong, tests that fail, an alert that is not there. */
  failed: 1,
  /** What was asked makes no sense or could not be done. */
  usage: 2,
} as const;

/** The exit code of a process. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
