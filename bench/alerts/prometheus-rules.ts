import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { INTERVAL_SECONDS } from './workload.ts';

/** Debian's Prometheus, which scrapes the series of the workload and evaluates its rules. */
export class PrometheusRules {
  readonly #url: string;
  readonly #directory: string;
  readonly #processes: readonly ChildProcess[];

  private constructor(url: string, directory: string, processes: readonly ChildProcess[]) {
    this.#url = url;
    this.#directory = directory;
    this.#processes = processes;
  }

  static async start(rules: string): Promise<PrometheusRules> {
    const directory = mkdtempSync(join(tmpdir(), 'kotoba-bench-rules-'));
    const target = spawn(
      process.execPath,
      ['--conditions=kotoba-source', join(import.meta.dirname, 'scrape-target.ts')],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const targetPort = await new Promise<string>((resolve, reject) => {
      createInterface({ input: target.stdout! }).once('line', resolve);
      target.once('exit', (code) => reject(new Error(`the target ended with ${code}`)));
    });
    writeFileSync(join(directory, 'rules.yml'), rules);
    writeFileSync(
      join(directory, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: `${INTERVAL_SECONDS}s`, evaluation_interval: `${INTERVAL_SECONDS}s` },
        rule_files: ['rules.yml'],
        scrape_configs: [
          {
            job_name: 'bench',
            honor_labels: true,
            static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }],
          },
        ],
      }),
    );
    const port = await freePort();
    const prometheus = spawn(
      'prometheus',
      [
        `--config.file=${join(directory, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    return new PrometheusRules(`http://127.0.0.1:${port}`, directory, [prometheus, target]);
  }

  /** A sample of its own metrics whose name begins so; undefined when there is none yet. */
  async metric(begin: string): Promise<number | undefined> {
    const text = await fetch(`${this.#url}/metrics`).then(
      (response) => response.text(),
      () => '',
    );
    const line = text.split('\n').find((one) => one.startsWith(begin));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  }

  /** Alerts that fire. */
  async firing(): Promise<number> {
    const response = await fetch(`${this.#url}/api/v1/alerts`);
    const { data } = (await response.json()) as { data: { alerts: { state: string }[] } };
    return data.alerts.filter(({ state }) => state === 'firing').length;
  }

  async stop(): Promise<void> {
    for (const child of this.#processes) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await exited;
      }
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
