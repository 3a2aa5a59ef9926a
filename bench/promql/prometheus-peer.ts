import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeriesSamples } from '@kotoba/core';

const READY_MILLIS = 60_000;

/** Debian's Prometheus over given samples, on the loopback interface. */
export class PrometheusPeer {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  /**
   * Puts the samples into blocks with promtool and starts Prometheus on them. Blocks are kept in the temporary
   * directory under `name`, for making them takes a minute.
   */
  static async start(name: string, series: () => readonly SeriesSamples[]): Promise<PrometheusPeer> {
    const directory = join(tmpdir(), `kotoba-bench-${name}`);
    const data = join(directory, 'data');
    if (!existsSync(data)) createBlocks(directory, data, series());
    const config = join(directory, 'prometheus.yml');
    writeFileSync(config, 'global: {}\n');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const process = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const peer = new PrometheusPeer(url, process);
    await peer.#ready();
    return peer;
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await exited;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + READY_MILLIS;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    this.#process.kill('SIGKILL');
    throw new Error('Prometheus did not become ready');
  }
}

/** Bytes of the chunks Prometheus' own tool writes for the samples, without its index. */
export function prometheusChunkBytes(series: readonly SeriesSamples[]): number {
  const directory = mkdtempSync(join(tmpdir(), 'kotoba-bench-'));
  try {
    const data = join(directory, 'data');
    createBlocks(directory, data, series);
    const files = readdirSync(data, { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile() && basename(file.parentPath) === 'chunks')
      .reduce((total, file) => total + statSync(join(file.parentPath, file.name)).size, 0);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function createBlocks(directory: string, data: string, series: readonly SeriesSamples[]): void {
  mkdirSync(directory, { recursive: true });
  const text = join(directory, 'samples.om');
  const unfinished = `${data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  writeOpenMetrics(text, series);
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', text, unfinished]);
  rmSync(text);
  renameSync(unfinished, data);
}

function writeOpenMetrics(file: string, series: readonly SeriesSamples[]): void {
  const handle = openSync(file, 'w');
  for (const { labels, timestamps, values } of series) {
    const pairs = labels.names.flatMap((name, index) =>
      name === '__name__' ? [] : [`${name}=${JSON.stringify(labels.values[index])}`],
    );
    const head = `${labels.metricName}{${pairs.join(',')}}`;
    const lines: string[] = [];
    for (let i = 0; i < timestamps.length; i++) lines.push(`${head} ${values[i]} ${timestamps[i]! / 1000}\n`);
    writeSync(handle, lines.join(''));
  }
  writeSync(handle, '# EOF\n');
  closeSync(handle);
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
