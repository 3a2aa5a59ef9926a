import type { ChildProgram } from './child-program.ts';
import type { Cleanup } from './cleanup.ts';
import { type Exposition, parseExposition } from './exposition.ts';
import { startSource } from './start-source.ts';
import { waitFor } from './wait-for.ts';

/** Variables of the machine that would change what an app exports. */
const CLEAN_ENV = {
  OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
  OTEL_EXPORTER_OTLP_PROTOCOL: undefined,
  OTEL_RESOURCE_ATTRIBUTES: undefined,
  OTEL_SERVICE_NAME: undefined,
};

/** The program of `e2e/fixtures/otlp-app.ts`, running. */
export class OtlpApp {
  readonly program: ChildProgram;
  readonly metricsUrl: string;

  private constructor(program: ChildProgram, metricsUrl: string) {
    this.program = program;
    this.metricsUrl = metricsUrl;
  }

  /** Starts it and waits until it has recorded its first round. */
  static async start(
    options: object,
    cleanup: Cleanup,
    env: Readonly<Record<string, string>> = {},
  ): Promise<OtlpApp> {
    const program = startSource('e2e/fixtures/otlp-app.ts', cleanup, {
      ...CLEAN_ENV,
      FIXTURE_OPTIONS: JSON.stringify(options),
      ...env,
    });
    await program.ready(() => program.stdout.includes('recorded 1'));
    return new OtlpApp(program, /metrics (\S+)/.exec(program.stdout)![1]!);
  }

  /** Has it record one more round. */
  async record(round: number): Promise<void> {
    this.program.signal('SIGUSR2');
    await waitFor(`round ${round}`, () => this.program.stdout.includes(`recorded ${round}`));
  }

  /** Its own scrape. */
  async scrape(): Promise<Exposition> {
    const response = await fetch(this.metricsUrl, { signal: AbortSignal.timeout(2_000) });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return parseExposition(await response.text());
  }

  /** Its own count of exports with a result, 0 while there is none. */
  async exportsCounted(result: string): Promise<number> {
    const { samples } = await this.scrape();
    return samples
      .filter(({ name, labels }) => name === 'kotoba_monitoring_exports_total' && labels.result === result)
      .reduce((sum, { value }) => sum + value, 0);
  }
}
