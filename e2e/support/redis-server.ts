import { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { type ProgramName, requireProgram } from './programs.ts';

/** A Redis of Debian's on a port of its own, which can be killed, frozen and started again. */
export class RedisServer {
  readonly port: number;
  readonly #args: readonly string[];
  readonly #program: ProgramName;
  readonly #cleanup: Cleanup;
  #running: ChildProgram | undefined;

  constructor(
    port: number,
    args: readonly string[],
    cleanup: Cleanup,
    program: ProgramName = 'redis-server',
  ) {
    this.port = port;
    this.#args = args;
    this.#cleanup = cleanup;
    this.#program = program;
  }

  /** Starts one with nothing in it that keeps nothing on disk. */
  static async start(cleanup: Cleanup, args: readonly string[] = []): Promise<RedisServer> {
    const directory = cleanup.tempDir();
    const server = new RedisServer(await freePort(), ['--save', '', '--dir', directory, ...args], cleanup);
    await server.launch();
    return server;
  }

  async launch(): Promise<void> {
    const program = new ChildProgram({
      command: requireProgram(this.#program),
      args: [...this.#args, '--port', String(this.port), '--bind', '127.0.0.1'],
      cleanup: this.#cleanup,
    });
    this.#running = program;
    await program.ready(() => /Ready to accept connections/.test(program.stdout));
  }

  signal(signal: NodeJS.Signals): void {
    this.#running?.signal(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#running?.exited;
  }
}
