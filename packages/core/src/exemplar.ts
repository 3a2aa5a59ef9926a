import type { Labels } from './labels.ts';

/** A single measurement kept beside a series, with the trace it belongs to. */
export interface Exemplar {
  /** The series it stands for, such as one bucket of a histogram. */
  readonly seriesLabels: Labels;
  /** Its own labels, such as `trace_id` and `span_id`. */
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMillis: number;
}
