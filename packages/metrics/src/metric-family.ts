import type { Attributes, HrTime } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricDescriptor,
} from '@opentelemetry/sdk-metrics';
import type { MetricDefinition } from './metric-definition.ts';

/** Number, or buckets: what one data point of a family holds. */
export type PointValue = number | Histogram;

/** Gives a family further data points at each snapshot. */
export type PointSource<Value extends PointValue> = (endTime: HrTime) => Iterable<DataPoint<Value>>;

/**
 * All series of one metric. Recorders own some of them, observed groups and query cells contribute the rest, and
 * a snapshot puts all into one `MetricData`, so that a name is never given out twice.
 */
export class MetricFamily<Value extends PointValue = PointValue> {
  readonly definition: MetricDefinition;
  readonly #descriptor: MetricDescriptor;
  readonly #sources = new Set<PointSource<Value>>();
  /** Counts, but is not given out. */
  muted = false;

  constructor(definition: MetricDefinition) {
    this.definition = definition;
    this.#descriptor = {
      name: definition.name,
      description: definition.description,
      unit: definition.unit,
      valueType: ValueType.DOUBLE,
    };
  }

  /** Answers how to take the source away again. */
  addSource(source: PointSource<Value>): () => void {
    this.#sources.add(source);
    return () => {
      this.#sources.delete(source);
    };
  }

  points(endTime: HrTime): DataPoint<Value>[] {
    const points: DataPoint<Value>[] = [];
    if (this.muted) return points;
    for (const source of this.#sources) for (const point of source(endTime)) points.push(point);
    return points;
  }

  /** Undefined while the family has no series. */
  snapshot(endTime: HrTime): MetricData | undefined {
    const dataPoints = this.points(endTime);
    if (dataPoints.length === 0) return undefined;
    const shared = {
      descriptor: this.#descriptor,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    };
    if (this.definition.kind === 'histogram')
      return {
        ...shared,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: dataPoints as DataPoint<Histogram>[],
      };
    const numbers = dataPoints as DataPoint<number>[];
    if (this.definition.kind === 'gauge')
      return { ...shared, dataPointType: DataPointType.GAUGE, dataPoints: numbers };
    const isMonotonic = this.definition.kind === 'counter';
    return { ...shared, dataPointType: DataPointType.SUM, isMonotonic, dataPoints: numbers };
  }
}

/** One series' data point; `attributes` is the same object each time, so that readers may cache by it. */
export function dataPoint<Value extends PointValue>(
  attributes: Attributes,
  startTime: HrTime,
  endTime: HrTime,
  value: Value,
): DataPoint<Value> {
  return { attributes, startTime, endTime, value };
}
