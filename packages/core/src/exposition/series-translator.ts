import { FamilyTranslator, type FamilyType } from './family-translator.ts';
import type { LabelPairs } from './label-set.ts';
import { type MetricInput, POINT_TYPE, type ResourceMetricsInput } from './metric-data.ts';
import { toMetricName } from './prometheus-names.ts';
import type {
  TranslatedFamily,
  Translation,
  TranslationProblem,
  TranslationProblemReason,
} from './translated-family.ts';

/** What is not seen for this many collections is forgotten, and made anew should it come back. */
const FORGET_AFTER_COLLECTIONS = 64;

/** Options of {@link SeriesTranslator}. */
export interface SeriesTranslatorOptions {
  /** Labels on every series but `target_info`. Default none. */
  readonly globalLabels?: Readonly<Record<string, string>>;
}

/**
 * Translates OpenTelemetry collections into Prometheus series. The one translation for the scrape and the history:
 * names, types and labels are those of @opentelemetry/exporter-prometheus without scope labels, except where its
 * output would make Prometheus refuse the scrape.
 *
 * Label sets are worked out once for each series and kept, by identity of the data point's attributes where they
 * are the same object each time, by their content otherwise.
 */
export class SeriesTranslator {
  readonly #globalLabels: LabelPairs;
  readonly #families = new Map<string, FamilyTranslator>();
  /** Which family writes samples of a name; a histogram writes three. */
  readonly #sampleNames = new Map<string, string>();
  readonly #target = new FamilyTranslator('target_info', 'gauge', []);
  #generation = 0;

  constructor(options: SeriesTranslatorOptions = {}) {
    this.#globalLabels = Object.entries(options.globalLabels ?? {});
    this.#sampleNames.set('target_info', 'target_info');
  }

  translate(collection: ResourceMetricsInput): Translation {
    const generation = ++this.#generation;
    const problems = new Map<string, TranslationProblem>();
    const report = (metric: string, reason: TranslationProblemReason) =>
      problems.set(`${reason} ${metric}`, { metric, reason });
    const present: FamilyTranslator[] = [];
    this.#target.begin(generation, 'Target metadata', '');
    this.#target.addNumber({ attributes: collection.resource.attributes, value: 1 }, report);
    for (const { metrics } of collection.scopeMetrics) {
      for (const metric of metrics) {
        const family = this.#familyOf(metric, report);
        if (family === undefined) continue;
        if (family.begin(generation, metric.descriptor.description, metric.descriptor.unit))
          present.push(family);
        family.addMetric(metric, report);
      }
    }
    if (generation % FORGET_AFTER_COLLECTIONS === 0) this.#forget(generation - FORGET_AFTER_COLLECTIONS);
    const families: TranslatedFamily[] = [this.#target.end()];
    for (const family of present) {
      const translated = family.end();
      if (translated.series.length > 0) families.push(translated);
    }
    return { families, problems: [...problems.values()] };
  }

  #familyOf(
    metric: MetricInput,
    report: (metric: string, reason: TranslationProblemReason) => void,
  ): FamilyTranslator | undefined {
    const type = familyType(metric);
    const name = type && toMetricName(metric.descriptor.name, type === 'counter');
    if (type === undefined || name === undefined) {
      report(metric.descriptor.name, 'invalid_name');
      return undefined;
    }
    const known = this.#families.get(name);
    if (known?.type === type) return known;
    if (known !== undefined || sampleNames(name, type).some((sample) => this.#sampleNames.has(sample))) {
      report(name, 'type_conflict');
      return undefined;
    }
    const family = new FamilyTranslator(name, type, this.#globalLabels);
    this.#families.set(name, family);
    for (const sample of sampleNames(name, type)) this.#sampleNames.set(sample, name);
    return family;
  }

  #forget(olderThan: number): void {
    for (const [name, family] of this.#families) {
      if (!family.forget(olderThan)) continue;
      this.#families.delete(name);
      for (const sample of sampleNames(name, family.type)) this.#sampleNames.delete(sample);
    }
  }
}

function familyType(metric: MetricInput): FamilyType | undefined {
  switch (metric.dataPointType) {
    case POINT_TYPE.sum:
      return metric.isMonotonic ? 'counter' : 'gauge';
    case POINT_TYPE.gauge:
      return 'gauge';
    case POINT_TYPE.histogram:
      return 'histogram';
    case POINT_TYPE.exponentialHistogram:
      return 'native';
    default:
      return undefined;
  }
}

function sampleNames(name: string, type: FamilyType): readonly string[] {
  return type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
