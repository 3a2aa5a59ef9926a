import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const READY_MILLIS = 120_000;

/** Our server over the baseline, in a process of its own as Prometheus is. */
export class KotobaServer {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  /** @param flags given to Node.js, such as `--cpu-prof` */
  static async start(flags: readonly string[] = []): Promise<KotobaServer> {
    const file = join(import.meta.dirname, 'serve-baseline.ts');
    const child = spawn(process.execPath, ['--conditions=kotoba-source', ...flags, file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout! });
    const url = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error('the server did not become ready'));
      }, READY_MILLIS);
      lines.once('line', (line) => {
        clearTimeout(late);
        resolve(line);
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    return new KotobaServer(url, child);
  }

  /** Ends it by closing its input, so that it also ends when this process is killed. */
  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdin!.end();
    await exited;
  }
}
