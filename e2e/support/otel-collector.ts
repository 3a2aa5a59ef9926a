import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';
import { freePort } from './free-port.ts';
import type { OtlpExport } from './otlp-json.ts';
import { requireProgram } from './programs.ts';

/** Where a collector listens. */
export interface CollectorPorts {
  readonly grpc: number;
  readonly http: number;
}

export async function freeCollectorPorts(): Promise<CollectorPorts> {
  return { grpc: await freePort(), http: await freePort() };
}

/** A real OpenTelemetry Collector that writes each export it receives to a file of its own. */
export class OtelCollector {
  readonly program: ChildProgram;
  readonly #file: string;

  private constructor(program: ChildProgram, file: string) {
    this.program = program;
    this.#file = file;
  }

  /** Starts a collector on the given ports and waits until it accepts connections on both. */
  static async start(ports: CollectorPorts, cleanup: Cleanup): Promise<OtelCollector> {
    const directory = cleanup.tempDir();
    const file = join(directory, 'metrics.jsonl');
    const configFile = join(directory, 'collector.yaml');
    writeFileSync(
      configFile,
      `receivers:
  otlp:
    protocols:
      grpc: { endpoint: '127.0.0.1:${ports.grpc}' }
      http: { endpoint: '127.0.0.1:${ports.http}' }
exporters:
  lines: { path: '${file}' }
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    metrics: { receivers: [otlp], exporters: [lines] }
`,
    );
    const program = new ChildProgram({
      command: requireProgram('otel-collector'),
      args: ['--config', `file:${configFile}`],
      cleanup,
    });
    await program.ready(async () => (await accepts(ports.grpc)) && (await accepts(ports.http)));
    return new OtelCollector(program, file);
  }

  /** Everything received so far, one element an export, in the order of arrival. */
  get exports(): OtlpExport[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    // What follows the last line end is a line still being written.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as OtlpExport);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
