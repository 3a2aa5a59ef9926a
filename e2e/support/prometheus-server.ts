import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { requireProgram } from './programs.ts';

/** One series of an answer of Prometheus' API: each point a time in seconds and a value as text. */
export interface QueriedSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

interface QueryAnswer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
}

/** A Prometheus of Debian's, with a configuration and a store of its own, on the loopback interface. */
export class PrometheusServer {
  readonly url: string;
  readonly #program: ChildProgram;

  private constructor(url: string, program: ChildProgram) {
    this.url = url;
    this.#program = program;
  }

  /** Starts Prometheus with the text of a `prometheus.yml` and waits until it is ready; `flags` say where it stores. */
  static async start(
    config: string,
    cleanup: Cleanup,
    flags: readonly string[] = [`--storage.tsdb.path=${join(cleanup.tempDir(), 'data')}`],
  ): Promise<PrometheusServer> {
    const directory = cleanup.tempDir();
    const configFile = join(directory, 'prometheus.yml');
    writeFileSync(configFile, config);
    const port = await freePort();
    const program = new ChildProgram({
      command: requireProgram('prometheus'),
      args: [`--config.file=${configFile}`, ...flags, `--web.listen-address=127.0.0.1:${port}`],
      cleanup,
    });
    const url = `http://127.0.0.1:${port}`;
    await program.ready(async () => (await fetch(`${url}/-/ready`)).ok);
    return new PrometheusServer(url, program);
  }

  /** Lines of its log that are warnings or errors. */
  get complaints(): string[] {
    return this.#program.output.split('\n').filter((line) => /level="?(warn|error)/i.test(line));
  }

  /** Evaluates an expression now. A range selector answers every point, anything else one. */
  async query(expression: string): Promise<QueriedSeries[]> {
    const answer = await this.get<QueryAnswer>(`/api/v1/query?query=${encodeURIComponent(expression)}`);
    return answer.data.result.map(({ metric, value, values }) => ({
      metric,
      values: values ?? (value ? [value] : []),
    }));
  }

  /** What an address of Prometheus answers as JSON. */
  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
