import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { requireProgram } from './programs.ts';

/** An Alertmanager of Debian's, alone in its cluster, on the loopback interface. */
export class AlertmanagerServer {
  readonly url: string;
  readonly #cleanup: Cleanup;
  readonly #args: readonly string[];
  #program: ChildProgram | undefined;

  private constructor(url: string, args: readonly string[], cleanup: Cleanup) {
    this.url = url;
    this.#args = args;
    this.#cleanup = cleanup;
  }

  /** Starts it with the text of a configuration and waits until it is ready. */
  static async start(config: string, cleanup: Cleanup): Promise<AlertmanagerServer> {
    const directory = cleanup.tempDir();
    const configFile = join(directory, 'alertmanager.yml');
    writeFileSync(configFile, config);
    const port = await freePort();
    const server = new AlertmanagerServer(
      `http://127.0.0.1:${port}`,
      [
        `--config.file=${configFile}`,
        `--storage.path=${join(directory, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.external-url=http://alerts.example/am',
        '--web.route-prefix=/',
        '--cluster.listen-address=',
      ],
      cleanup,
    );
    await server.restart();
    return server;
  }

  /** Starts it anew at its old address, with what it has kept. */
  async restart(): Promise<void> {
    const program = new ChildProgram({
      command: requireProgram('alertmanager'),
      args: this.#args,
      cleanup: this.#cleanup,
    });
    this.#program = program;
    await program.ready(async () => (await fetch(`${this.url}/-/ready`)).ok);
  }

  /** Ends it. Only when asked to by SIGTERM does it keep what it has told. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.#program?.stop(signal);
  }
}
