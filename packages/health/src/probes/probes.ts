import type { HealthCheckResult } from '../health-report.ts';
import { works } from '../health-status.ts';

/** One line of a probe: something it looks at. */
export interface ProbeEntry {
  readonly name: string;
  readonly passed: boolean;
  /** Left out of the verdict because the caller asked so. */
  readonly excluded: boolean;
}

/** What a probe found. */
export interface ProbeReport {
  readonly probe: 'livez' | 'readyz' | 'startupz';
  readonly passed: boolean;
  readonly entries: readonly ProbeEntry[];
  /** Names the caller excluded that nothing has. */
  readonly unmatchedExclusions: readonly string[];
}

/** What the probes look at. Reading it must not start any work. */
export interface ProbeSources {
  readonly results: () => readonly HealthCheckResult[];
  readonly eventLoopDelayMillis: () => number | undefined;
  readonly livenessDelayMillis: number;
}

/**
 * The logic of an orchestrator's three probes, over what is known already: a probe never starts work.
 * Source: Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes".
 */
export class Probes {
  readonly #sources: ProbeSources;
  #started = false;
  #startupPassed = false;
  #draining = false;

  constructor(sources: ProbeSources) {
    this.#sources = sources;
  }

  /** The app has finished starting. Until then `/readyz` and `/startupz` fail. */
  markStarted(): void {
    this.#started = true;
  }

  /** The app is about to end: from now on `/readyz` fails, so that no further traffic is sent. */
  startDraining(): void {
    this.#draining = true;
  }

  /** Whether {@link startDraining} was called. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Whether the process is worth keeping: that this runs at all, and that the event loop is not choked. */
  livez(exclude: Iterable<string> = []): ProbeReport {
    const delay = this.#sources.eventLoopDelayMillis();
    return report('livez', exclude, [
      ['ping', true],
      ['event_loop', delay === undefined || delay < this.#sources.livenessDelayMillis],
    ]);
  }

  /** Whether to send traffic: started, not draining, and no critical check unhealthy or unknown. */
  readyz(exclude: Iterable<string> = []): ProbeReport {
    const critical = this.#sources.results().filter((result) => result.critical);
    return report('readyz', exclude, [
      ['ping', true],
      ['startup', this.#started],
      ['shutdown', !this.#draining],
      ...critical.map(({ name, status }) => [name, works(status)] as const),
    ]);
  }

  /** Whether starting is over: the app said so, and every critical check has worked once. Once passed, it stays so. */
  startupz(exclude: Iterable<string> = []): ProbeReport {
    if (this.#startupPassed) return report('startupz', exclude, [['startup', true]]);
    const critical = this.#sources.results().filter((result) => result.critical);
    const entries = [
      ['startup', this.#started] as const,
      ...critical.map(({ name, hasWorked }) => [name, hasWorked] as const),
    ];
    this.#startupPassed = entries.every(([, passed]) => passed);
    return report('startupz', exclude, entries);
  }
}

function report(
  probe: ProbeReport['probe'],
  exclude: Iterable<string>,
  found: readonly (readonly [name: string, passed: boolean])[],
): ProbeReport {
  const exclusions = new Set(exclude);
  const entries = found.map(([name, passed]) => ({ name, passed, excluded: exclusions.has(name) }));
  const names = new Set(found.map(([name]) => name));
  return {
    probe,
    passed: entries.every(({ passed, excluded }) => passed || excluded),
    entries,
    unmatchedExclusions: [...exclusions].filter((name) => !names.has(name)).sort(),
  };
}
