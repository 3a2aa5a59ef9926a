import type { HealthStatus } from './health-status.ts';
import { type Judged, verdictOf } from './verdict.ts';

/**
 * The verdict over many checks, kept up to date check by check: with a thousand of them, looking at all after each
 * run would block the event loop.
 */
export class VerdictTally {
  readonly #checks = new Map<string, Judged>();
  /** How many checks there are of each kind; the verdict depends on which kinds there are, not on how many. */
  readonly #kinds = new Map<string, { readonly judged: Judged; checks: number }>();

  /** Notes what a check is now. */
  set(name: string, judged: Judged): void {
    this.delete(name);
    this.#checks.set(name, judged);
    const kind = this.#kinds.get(kindOf(judged));
    if (kind === undefined) this.#kinds.set(kindOf(judged), { judged, checks: 1 });
    else kind.checks++;
  }

  delete(name: string): void {
    const judged = this.#checks.get(name);
    if (judged === undefined) return;
    this.#checks.delete(name);
    const kind = this.#kinds.get(kindOf(judged))!;
    kind.checks--;
    if (kind.checks === 0) this.#kinds.delete(kindOf(judged));
  }

  get verdict(): HealthStatus {
    return verdictOf(Array.from(this.#kinds.values(), ({ judged }) => judged));
  }
}

function kindOf({ status, critical }: Judged): string {
  return `${status} ${critical}`;
}
