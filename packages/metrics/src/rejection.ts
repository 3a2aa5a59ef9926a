/** Values of the label `reason` of `kotoba_monitoring_rejected_measurements_total`. */
export const rejectionReasons = {
  /** Not a metric name, or one that is taken by the catalog. */
  name: 'invalid_name',
  /** A label's name or value cannot be carried. */
  label: 'invalid_label',
  /** Not a finite number, or negative where that has no meaning. */
  value: 'invalid_value',
  /** The name is in use for a metric of another kind. */
  kind: 'kind_conflict',
  /** Too many custom metrics. */
  limit: 'metric_limit',
} as const;

/** Why a measurement was refused. */
export type RejectionReason = (typeof rejectionReasons)[keyof typeof rejectionReasons];
