import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { requireProgram } from './programs.ts';

/** A MariaDB of Debian's on a port of its own, whose user is `root` without a password. */
export class MariadbServer {
  readonly port: number;
  readonly #args: readonly string[];
  readonly #cleanup: Cleanup;
  #running: ChildProgram | undefined;

  private constructor(port: number, args: readonly string[], cleanup: Cleanup) {
    this.port = port;
    this.#args = args;
    this.#cleanup = cleanup;
  }

  static async start(cleanup: Cleanup): Promise<MariadbServer> {
    const directory = cleanup.tempDir();
    const data = join(directory, 'data');
    const common = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`];
    execFileSync(
      requireProgram('mariadb-install-db'),
      [...common, '--auth-root-authentication-method=normal', '--skip-test-db'],
      { stdio: 'ignore', timeout: 60_000 },
    );
    const server = new MariadbServer(
      await freePort(),
      [...common, `--socket=${join(directory, 's')}`, '--bind-address=127.0.0.1', '--skip-name-resolve'],
      cleanup,
    );
    await server.launch();
    return server;
  }

  async launch(): Promise<void> {
    const program = new ChildProgram({
      command: requireProgram('mariadbd'),
      args: [...this.#args, `--port=${this.port}`],
      cleanup: this.#cleanup,
    });
    this.#running = program;
    await program.ready(() => /ready for connections/.test(program.output));
  }

  async kill(): Promise<void> {
    this.#running?.signal('SIGKILL');
    await this.#running?.exited;
  }
}
