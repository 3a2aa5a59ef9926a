import type {
  CollectionResult,
  MetricCollectOptions,
  MetricProducer,
  ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { MetricKind } from './metric-definition.ts';
import type { MetricStore } from './metric-store.ts';
import { INSTRUMENTATION_SCOPE } from './version.ts';

/** Readers take the scopes of a producer and leave its resource. */
const NO_RESOURCE: ResourceMetrics['resource'] = {
  attributes: {},
  merge: (other) => other ?? NO_RESOURCE,
  getRawAttributes: () => [],
};

/**
 * Hands a store's series to the readers, cumulative, past the aggregation of the SDK: nothing is paid for a
 * measurement beyond the store's own counting, and a polled total that can no longer be read is absent, where the
 * SDK's observable counters go on reporting the last one.
 */
export class StoreProducer implements MetricProducer {
  readonly #store: MetricStore;
  /** Kinds that reach the readers another way, as instruments. */
  readonly without = new Set<MetricKind>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Never rejects. Errors of observers are in `errors`; what could be read is there all the same. */
  async collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    const errors = await this.#store.refresh(options?.timeoutMillis);
    const metrics = this.#store.snapshot(this.without);
    return {
      resourceMetrics: {
        resource: NO_RESOURCE,
        scopeMetrics: metrics.length === 0 ? [] : [{ scope: INSTRUMENTATION_SCOPE, metrics }],
      },
      errors,
    };
  }
}
