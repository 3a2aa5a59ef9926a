import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint } from '@opentelemetry/sdk-metrics';
import { UNKNOWN_START } from './hr-time.ts';
import type { Observation } from './kotoba-metrics.ts';
import { type MetricDefinition, seriesAttributes, seriesKey } from './metric-definition.ts';
import { dataPoint } from './metric-family.ts';

interface ObservedCell {
  readonly attributes: Attributes;
  value: number;
}

/**
 * The series one reader knows of one gauge or polled total. Each reading replaces the one before: a series it does
 * not name is gone, so that what can no longer be read is absent instead of frozen at its last value.
 */
export class ObservedSeries<Label extends string> {
  readonly #definition: MetricDefinition<Label>;
  readonly #limit: number;
  readonly #onOverflow: () => void;
  #cells = new Map<string, ObservedCell>();

  constructor(definition: MetricDefinition<Label>, limit: number, onOverflow: () => void) {
    this.#definition = definition;
    this.#limit = limit;
    this.#onOverflow = onOverflow;
  }

  /** Values that are not numbers are left out. Series beyond the limit are left out and counted. */
  replace(observations: Iterable<Observation<Label>>): void {
    const next = new Map<string, ObservedCell>();
    for (const [value, labels] of observations) {
      if (typeof value !== 'number' || Number.isNaN(value)) continue;
      const key = seriesKey(this.#definition, labels);
      if (next.size >= this.#limit && !next.has(key)) {
        this.#onOverflow();
        continue;
      }
      const attributes = this.#cells.get(key)?.attributes ?? seriesAttributes(this.#definition, labels);
      next.set(key, { attributes, value });
    }
    this.#cells = next;
  }

  clear(): void {
    this.#cells = new Map();
  }

  *points(endTime: HrTime): Iterable<DataPoint<number>> {
    const startTime = this.#definition.kind === 'gauge' ? endTime : UNKNOWN_START;
    for (const cell of this.#cells.values()) yield dataPoint(cell.attributes, startTime, endTime, cell.value);
  }
}
