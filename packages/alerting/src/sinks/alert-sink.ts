import type { Alert } from '../notifications/alert.ts';

/** Where the evaluator's alerts go. */
export interface AlertSink {
  /** Takes reports of alerts that fire or have ended. Returns at once and never throws. */
  put(alerts: readonly Alert[]): void;
  /** Ends what is under way. */
  stop(): Promise<void>;
}
