import { execFileSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { requireProgram } from './programs.ts';

const READY = /database system is ready to accept (read-only )?connections/;

/** PostgreSQL refuses to run as root, so there it runs as the user Debian made for it. */
const UNPRIVILEGED =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];

/** A PostgreSQL of Debian's with a cluster and a port of its own, which can be stopped, frozen and started again. */
export class PostgresServer {
  readonly port: number;
  readonly #directory: string;
  readonly #cleanup: Cleanup;
  #program: ChildProgram | undefined;
  #frozen: number[] = [];

  private constructor(port: number, directory: string, cleanup: Cleanup) {
    this.port = port;
    this.#directory = directory;
    this.#cleanup = cleanup;
  }

  /** Makes the cluster, user `postgres` without a password; {@link launch} starts the server. */
  static async create(cleanup: Cleanup): Promise<PostgresServer> {
    const directory = cleanup.tempDir();
    if (UNPRIVILEGED.length > 0) chownSync(directory, userId('-u'), userId('-g'));
    const data = join(directory, 'data');
    const options = ['--auth=trust', '--username=postgres', '--no-sync', '--encoding=UTF8', '--no-locale'];
    const [command, ...args] = [...UNPRIVILEGED, requireProgram('initdb'), '-D', data, ...options];
    execFileSync(command!, args, { stdio: 'pipe', cwd: directory });
    return new PostgresServer(await freePort(), data, cleanup);
  }

  /** Makes a copy of a running server that streams from it as `name` once launched. */
  static async standbyOf(primary: PostgresServer, name: string, cleanup: Cleanup): Promise<PostgresServer> {
    const directory = cleanup.tempDir();
    if (UNPRIVILEGED.length > 0) chownSync(directory, userId('-u'), userId('-g'));
    const data = join(directory, 'data');
    const source = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`;
    const flags = ['-D', data, '-d', source, '--write-recovery-conf', '--checkpoint=fast', '--no-sync'];
    const [command, ...args] = [...UNPRIVILEGED, requireProgram('pg_basebackup'), ...flags];
    execFileSync(command!, args, { stdio: 'pipe', cwd: directory });
    return new PostgresServer(await freePort(), data, cleanup);
  }

  /** Starts the server, with further settings `name=value`, and waits until it takes connections. */
  async launch(further: readonly string[] = []): Promise<void> {
    const fixed = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const settings = [...fixed, ...further];
    const flags = [
      '-D',
      this.#directory,
      '-p',
      String(this.port),
      ...settings.flatMap((each) => ['-c', each]),
    ];
    const [command, ...args] = [...UNPRIVILEGED, requireProgram('postgres'), ...flags];
    const program = new ChildProgram({
      command: command!,
      args,
      cwd: this.#directory,
      cleanup: this.#cleanup,
    });
    this.#program = program;
    this.#cleanup.add(() => this.resume());
    await program.ready(() => READY.test(program.output));
  }

  /** Ends the server as an administrator does who does not wait for its clients. */
  async stop(): Promise<void> {
    await this.#program?.stop('SIGINT');
  }

  /** Ends every process of the server at once, as a crash of its machine does. */
  async kill(): Promise<void> {
    const { pid } = this.#program!;
    const all = [pid, ...childrenOf(pid)];
    for (const each of all) process.kill(each, 'SIGKILL');
    await this.#program!.exited;
  }

  /** Stops every process of the server in its tracks: connections stay open and nothing answers. */
  freeze(): void {
    const { pid } = this.#program!;
    process.kill(pid, 'SIGSTOP');
    this.#frozen = [pid, ...childrenOf(pid)];
    for (const each of this.#frozen.slice(1)) process.kill(each, 'SIGSTOP');
  }

  /** Lets a frozen server go on. */
  resume(): void {
    for (const pid of this.#frozen.reverse()) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // It ended while it was frozen.
      }
    }
    this.#frozen = [];
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

function userId(flag: string): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}
