import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, InstrumentType, type MetricProducer } from '@opentelemetry/sdk-metrics';

/**
 * The Prometheus exporter as a reader only: our own server answers the requests.
 *
 * Observable gauges are read without the SDK's memory of earlier collections: with it, a gauge that is no longer
 * observed is reported with its last value for ever. Gauges have no temporality, so the values are the same.
 */
export class ScrapeReader extends PrometheusExporter {
  readonly #cardinalityLimit: number;

  /** @param cardinalityLimit series an instrument may have; the SDK's own default is 2,000 */
  constructor(metricProducers: MetricProducer[] = [], cardinalityLimit = 2_000) {
    super({ preventServerStart: true, metricProducers });
    this.#cardinalityLimit = cardinalityLimit;
  }

  override selectCardinalityLimit(): number {
    return this.#cardinalityLimit;
  }

  override selectAggregationTemporality(instrumentType: InstrumentType): AggregationTemporality {
    return instrumentType === InstrumentType.OBSERVABLE_GAUGE
      ? AggregationTemporality.DELTA
      : super.selectAggregationTemporality(instrumentType);
  }
}
