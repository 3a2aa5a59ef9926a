import { type ChildProcess, spawn } from 'node:child_process';
import type { Cleanup } from './cleanup.ts';
import { type WaitOptions, waitFor } from './wait-for.ts';

export interface ChildProgramOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to this process' environment; a variable given as undefined is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Gives it a process group of its own, so that signals reach what it starts, as those of a terminal do. @default false */
  readonly ownGroup?: boolean;
  /** Ends the program when the suite ends. */
  readonly cleanup: Cleanup;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long a program may take to end by itself before it is killed. */
const STOP_MILLIS = 10_000;

/** A program started by a suite, with everything it wrote. */
export class ChildProgram {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #ownGroup: boolean;
  #stdout = '';
  #stderr = '';
  #exit: Exit | undefined;

  constructor({ command, args = [], env = {}, cwd, ownGroup = false, cleanup }: ChildProgramOptions) {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      cwd,
      detached: ownGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#ownGroup = ownGroup;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#stderr += `${error}\n`;
        this.#settle({ code: null, signal: null }, resolve);
      });
      child.once('close', (code, signal) => this.#settle({ code, signal }, resolve));
    });
    cleanup.add(() => this.stop());
  }

  /** @throws {Error} when it could not be started */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`not started: ${this.#stderr}`);
    return this.#child.pid;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Both streams, for messages and for logs whose stream does not matter. */
  get output(): string {
    return this.#stdout + this.#stderr;
  }

  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Sends a signal to the program, or to its group where it has one of its own. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#exit !== undefined) return;
    if (this.#ownGroup) process.kill(-pid, signal);
    else this.#child.kill(signal);
  }

  /** Waits until `isReady` answers something, and fails at once, with the program's output, when the program ends. */
  async ready<T>(
    isReady: () => Promise<T | undefined | false> | T | undefined | false,
    options?: WaitOptions,
  ): Promise<T> {
    const ended = this.exited.then((exit): never => {
      throw new Error(`ended before it was ready (${JSON.stringify(exit)}):\n${this.output}`);
    });
    // The program also ends when all went well, and then nobody waits for this promise.
    ended.catch(() => undefined);
    try {
      return await Promise.race([waitFor('readiness', isReady, options), ended]);
    } catch (error) {
      if (this.#exit === undefined) throw new Error(`${String(error)}\n${this.output}`, { cause: error });
      throw error;
    }
  }

  /** Asks the program to end, kills it when it does not, and answers how it ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.signal(signal);
    const killer = setTimeout(() => this.signal('SIGKILL'), STOP_MILLIS);
    try {
      return await this.exited;
    } finally {
      clearTimeout(killer);
    }
  }

  #settle(exit: Exit, resolve: (exit: Exit) => void): void {
    this.#exit = exit;
    resolve(exit);
  }
}
