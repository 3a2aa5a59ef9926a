import type { QueryOperation } from '@kotoba/core';

/** Records one finished query of an operation fixed beforehand. */
export type BoundQueryRecorder = (seconds: number, failed?: boolean) => void;

/**
 * Counts the queries of one database. Never throws: a duration that is not a finite number ≥ 0 is refused and
 * counted in `kotoba_monitoring_rejected_measurements_total`.
 */
export interface QueryRecorder {
  /**
   * Records one finished query.
   * @param operation what the query was; an identifier with few values, never SQL text
   * @param seconds how long it took
   * @param error what it ended in, when it failed; its code or class becomes `error.type`
   */
  recordQuery(operation: QueryOperation, seconds: number, error?: unknown): void;
  /** The same for hot paths: looks the series up once. */
  bindQuery(operation: QueryOperation): BoundQueryRecorder;
}
