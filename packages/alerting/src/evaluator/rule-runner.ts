import type { InstantSample } from '@kotoba/promql';
import type { AlertTransition } from './alert-instance.ts';
import type { Breathe } from './in-turns.ts';
import type { AppendedSample } from './sample-appender.ts';

/** What one evaluation of a rule may use. */
export interface RuleContext {
  /** The time of the evaluation, in milliseconds since the epoch; queries look a query offset before it. */
  readonly timeMillis: number;
  /** Alerts or series the rule may give; 0 is no limit. */
  readonly limit: number;
  /** Alerts a rule may have, whatever the limit. */
  readonly maxAlerts: number;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalUrl: string;
  /** Whether nobody waits for this evaluation any more: it must leave the state alone. */
  readonly isAbandoned: () => boolean;
  readonly breathe: Breathe;
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
