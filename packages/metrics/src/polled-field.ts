import type { MetricDefinition } from './metric-definition.ts';

/** How one field of a reading becomes a metric. */
export interface PolledField<Reading, Label extends string> {
  readonly definition: MetricDefinition<Label>;
  /** The field as the reading has it; undefined and null are unknown. */
  readonly value: (reading: Reading) => unknown;
  /** Factor from the field's unit to the metric's. Default 1. */
  readonly scale?: number;
  /** Largest value that makes sense, in the field's unit. Default: none. */
  readonly max?: number;
}

/**
 * The field's value in the metric's unit; undefined when it is unknown, or is not a number ≥ 0 within its range, in
 * which case `onInvalid` is told.
 */
export function readField<Reading>(
  field: Pick<PolledField<Reading, string>, 'value' | 'scale' | 'max'>,
  reading: Reading,
  onInvalid: () => void,
): number | undefined {
  let value: unknown;
  try {
    value = field.value(reading);
  } catch {
    onInvalid();
    return undefined;
  }
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value < Infinity && value <= (field.max ?? Infinity))
    return value * (field.scale ?? 1);
  onInvalid();
  return undefined;
}
