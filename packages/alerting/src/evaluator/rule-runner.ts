import type { InstantSample } from '@kotoba/promql';
import type { AlertTransition } from './alert-instance.ts';
import type { AppendedSample } from './sample-appender.ts';

/** What one evaluation of a rule may use. */
export interface RuleContext {
  /** The time of the evaluation, in milliseconds since the epoch; queries look a query offset before it. */
  readonly timeMillis: number;
  /** Alerts or series the rule may give; 0 is no limit. */
  readonly limit: number;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalUrl: string;
  readonly signal: AbortSignal;
  /** An instant query at the time of the evaluation. */
  readonly ask: (query: string) => Promise<readonly InstantSample[]>;
}

/** What one evaluation of a rule came to. */
export interface RuleResult {
  /** The series it leaves behind; undefined when it failed, and those of before are left alone. */
  readonly samples: readonly AppendedSample[] | undefined;
  readonly transitions: readonly AlertTransition[];
  /** Why the rule counts as failed. */
  readonly failure?: unknown;
}
