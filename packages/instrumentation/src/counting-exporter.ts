import {
  type AggregationOption,
  AggregationTemporality,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** Told of every finished export; `error` is set when it failed. */
export type ExportObserver = (error: Error | undefined) => void;

type ExportCallback = Parameters<PushMetricExporter['export']>[1];

/** An exporter as it is, with every outcome told to an observer. */
export class CountingExporter implements PushMetricExporter {
  readonly #inner: PushMetricExporter;
  readonly #onExport: ExportObserver;

  constructor(inner: PushMetricExporter, onExport: ExportObserver) {
    this.#inner = inner;
    this.#onExport = onExport;
  }

  export(metrics: ResourceMetrics, callback: ExportCallback): void {
    this.#inner.export(metrics, (result) => {
      this.#onExport(result.code === SUCCESS ? undefined : (result.error ?? new Error('export failed')));
      callback(result);
    });
  }

  /** Observable gauges without the SDK's memory of earlier collections, so that what vanished is absent. */
  selectAggregationTemporality(instrumentType: InstrumentType): AggregationTemporality {
    if (instrumentType === InstrumentType.OBSERVABLE_GAUGE) return AggregationTemporality.DELTA;
    return this.#inner.selectAggregationTemporality!(instrumentType);
  }

  selectAggregation(instrumentType: InstrumentType): AggregationOption {
    return this.#inner.selectAggregation!(instrumentType);
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }
}

/** `ExportResultCode.SUCCESS` of OpenTelemetry's export contract. */
const SUCCESS = 0;
