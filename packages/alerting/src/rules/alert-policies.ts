/**
 * What becomes of a rule's alerts when there is nothing to judge them by: they end (`ok`), stay as they are
 * (`keep`), or stay and are joined by an alert about the missing result (`alert`).
 */
export type MissingResultPolicy = 'ok' | 'keep' | 'alert';

/** The values of {@link MissingResultPolicy}. */
export const MISSING_RESULT_POLICIES = [
  'ok',
  'keep',
  'alert',
] as const satisfies readonly MissingResultPolicy[];

/**
 * When an alert flaps: it has begun or ended firing at least `changes` times within `windowMillis`. It then keeps
 * firing until there have been fewer changes for the last `windowMillis`.
 */
export interface FlapPolicy {
  readonly changes: number;
  readonly windowMillis: number;
}

/** The label that tells an alert about a missing result from others of its rule: `no_data` or `error`. */
export const REASON_LABEL = 'alert_reason';

/** Severities, mildest first. */
export const ALERT_SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;

/** How bad it is: the label `severity`. */
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];
