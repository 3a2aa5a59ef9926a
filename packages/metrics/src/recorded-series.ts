import type { Clock } from '@kotoba/core';
import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics';
import { emptyHistogram, HistogramCell } from './histogram-cell.ts';
import { toHrTime } from './hr-time.ts';
import { dataPoint } from './metric-family.ts';
import { SeriesMap } from './series-map.ts';

interface NumberCell {
  readonly attributes: Attributes;
  readonly startTime: HrTime;
  value: number;
}

/** The series of one counter or gauge that are written when something happens. */
export class RecordedNumbers {
  readonly #cells: SeriesMap<NumberCell>;

  constructor(clock: Clock, limit: number, onOverflow: () => void) {
    const create = (attributes: Attributes) => ({ attributes, startTime: toHrTime(clock.now()), value: 0 });
    this.#cells = new SeriesMap<NumberCell>(limit, create, onOverflow);
  }

  add(key: string, attributes: () => Attributes, amount: number): void {
    this.#cells.get(key, attributes).value += amount;
  }

  set(key: string, attributes: () => Attributes, value: number): void {
    this.#cells.get(key, attributes).value = value;
  }

  delete(key: string): void {
    this.#cells.delete(key);
  }

  *points(endTime: HrTime): Iterable<DataPoint<number>> {
    for (const cell of this.#cells.values())
      yield dataPoint(cell.attributes, cell.startTime, endTime, cell.value);
  }
}

interface DistributionCell {
  readonly attributes: Attributes;
  readonly startTime: HrTime;
  readonly histogram: HistogramCell;
}

/** The series of one histogram. */
export class RecordedDistributions {
  readonly #bounds: readonly number[];
  readonly #cells: SeriesMap<DistributionCell>;

  constructor(clock: Clock, bounds: readonly number[], limit: number, onOverflow: () => void) {
    this.#bounds = bounds;
    const create = (attributes: Attributes) => ({
      attributes,
      startTime: toHrTime(clock.now()),
      histogram: new HistogramCell(bounds),
    });
    this.#cells = new SeriesMap<DistributionCell>(limit, create, onOverflow);
  }

  /** Answers the attributes of the series that took the value. */
  record(key: string, attributes: () => Attributes, value: number): Attributes {
    const cell = this.#cells.get(key, attributes);
    cell.histogram.record(value);
    return cell.attributes;
  }

  *points(endTime: HrTime): Iterable<DataPoint<Histogram>> {
    for (const cell of this.#cells.values()) {
      const value = emptyHistogram(this.#bounds);
      cell.histogram.addTo(value);
      yield dataPoint(cell.attributes, cell.startTime, endTime, value);
    }
  }
}
