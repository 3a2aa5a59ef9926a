import type { NativeHistogram } from '../native-histogram.ts';
import { fromExponential } from './from-exponential.ts';
import { type LabelPairs, toLabelPairs, toLabels, toLinePrefix } from './label-set.ts';
import {
  type DataPointInput,
  type ExponentialHistogramInput,
  type HistogramInput,
  type MetricInput,
  POINT_TYPE,
  type PointAttributes,
} from './metric-data.ts';
import type { TranslatedFamily, TranslatedSeries, TranslationProblemReason } from './translated-family.ts';

export type FamilyType = TranslatedFamily['type'];

/** Told what is left out. */
export type Report = (metric: string, reason: TranslationProblemReason) => void;

/** What one label set of the metric is written as: one series, or a histogram's count, sum and buckets. */
interface Point {
  readonly series: readonly TranslatedSeries[];
  readonly boundaries: readonly number[] | undefined;
  readonly overflow: boolean;
  lastSeen: number;
}

/** Set by the SDK on the series that takes what exceeds a metric's cardinality limit. */
const OVERFLOW_ATTRIBUTE = 'otel.metric.overflow';

/** Translates one metric, collection by collection, and keeps its series. */
export class FamilyTranslator {
  readonly name: string;
  readonly type: FamilyType;
  readonly #globalLabels: LabelPairs;
  readonly #points = new Map<string, Point>();
  #byIdentity = new WeakMap<PointAttributes, Point>();
  #generation = 0;
  #help = '';
  #unit = '';
  #series: TranslatedSeries[] = [];
  #values: number[] = [];
  #histograms: NativeHistogram[] = [];

  constructor(name: string, type: FamilyType, globalLabels: LabelPairs) {
    this.name = name;
    this.type = type;
    this.#globalLabels = globalLabels;
  }

  /**
   * Starts a collection; answers false when this metric is in it already, from another scope. The first
   * description and unit that are not empty are kept.
   */
  begin(generation: number, help: string, unit: string): boolean {
    this.#help ||= help;
    this.#unit ||= unit;
    if (this.#generation === generation) return false;
    this.#generation = generation;
    this.#series = [];
    this.#values = [];
    this.#histograms = [];
    return true;
  }

  /** Adds what one scope says of this metric. */
  addMetric(metric: MetricInput, report: Report): void {
    for (const point of metric.dataPoints) {
      if (metric.dataPointType === POINT_TYPE.histogram)
        this.#addHistogram(point as DataPointInput<HistogramInput>, report);
      else if (metric.dataPointType === POINT_TYPE.exponentialHistogram)
        this.#addNative(point as DataPointInput<ExponentialHistogramInput>, report);
      else this.addNumber(point as DataPointInput<number>, report);
    }
  }

  addNumber(point: DataPointInput<number>, report: Report): void {
    const known = this.#point(point.attributes, undefined, report);
    if (known === undefined) return;
    this.#series.push(known.series[0]!);
    this.#values.push(point.value);
  }

  /** Ends the collection. */
  end(): TranslatedFamily {
    const family = {
      name: this.name,
      type: this.type,
      help: this.#help,
      unit: this.#unit,
      series: this.#series,
      values: this.#values,
    };
    return this.type === 'native' ? { ...family, histograms: this.#histograms } : family;
  }

  /** Forgets series last seen at or before a generation; answers whether none is left. */
  forget(olderThan: number): boolean {
    let forgotten = false;
    for (const [key, point] of this.#points) {
      if (point.lastSeen > olderThan) continue;
      this.#points.delete(key);
      forgotten = true;
    }
    if (forgotten) this.#byIdentity = new WeakMap();
    return this.#points.size === 0;
  }

  #addHistogram(point: DataPointInput<HistogramInput>, report: Report): void {
    const { buckets, count, sum } = point.value;
    const known = this.#point(point.attributes, buckets.boundaries, report);
    if (known === undefined) return;
    const { series } = known;
    this.#series.push(series[0]!);
    this.#values.push(count);
    if (sum !== undefined) {
      this.#series.push(series[1]!);
      this.#values.push(sum);
    }
    let cumulative = 0;
    for (let i = 2; i < series.length; i++) {
      cumulative += buckets.counts[i - 2] ?? 0;
      this.#series.push(series[i]!);
      this.#values.push(cumulative);
    }
  }

  #addNative(point: DataPointInput<ExponentialHistogramInput>, report: Report): void {
    const histogram = fromExponential(point.value);
    if (histogram === undefined) {
      report(this.name, 'invalid_scale');
      return;
    }
    const known = this.#point(point.attributes, undefined, report);
    if (known === undefined) return;
    this.#series.push(known.series[0]!);
    this.#histograms.push(histogram);
  }

  /** The series of a label set; undefined when this collection has them already. */
  #point(
    attributes: PointAttributes,
    boundaries: readonly number[] | undefined,
    report: Report,
  ): Point | undefined {
    let point = this.#byIdentity.get(attributes);
    if (point === undefined || !sameBoundaries(point.boundaries, boundaries)) {
      point = this.#pointByContent(attributes, boundaries);
      this.#byIdentity.set(attributes, point);
    }
    if (point.lastSeen === this.#generation) {
      report(this.name, 'duplicate_series');
      return undefined;
    }
    point.lastSeen = this.#generation;
    if (point.overflow) report(this.name, 'overflow');
    return point;
  }

  #pointByContent(attributes: PointAttributes, boundaries: readonly number[] | undefined): Point {
    const pairs = toLabelPairs(attributes, this.#globalLabels, boundaries === undefined ? undefined : 'le');
    const key = toLabels(this.name, pairs).key;
    const known = this.#points.get(key);
    if (known !== undefined && sameBoundaries(known.boundaries, boundaries)) return known;
    const point: Point = {
      series: boundaries === undefined ? [this.#make('', pairs)] : this.#makeHistogram(pairs, boundaries),
      boundaries,
      overflow: attributes[OVERFLOW_ATTRIBUTE] === true,
      lastSeen: known?.lastSeen ?? 0,
    };
    this.#points.set(key, point);
    return point;
  }

  #makeHistogram(pairs: LabelPairs, boundaries: readonly number[]): TranslatedSeries[] {
    const finite = boundaries.filter((bound) => bound !== Infinity);
    const bounds = [...finite.map(String), '+Inf'];
    return [
      this.#make('_count', pairs),
      this.#make('_sum', pairs),
      ...bounds.map((bound) => this.#make('_bucket', [...pairs, ['le', bound]])),
    ];
  }

  #make(suffix: string, pairs: LabelPairs): TranslatedSeries {
    const name = this.name + suffix;
    return { labels: toLabels(name, pairs), text: toLinePrefix(name, pairs) };
  }
}

function sameBoundaries(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((bound, index) => bound === b[index]);
}
