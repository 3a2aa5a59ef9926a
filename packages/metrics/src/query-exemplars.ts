import type { Clock } from '@kotoba/core';
import { context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { catalog } from './catalog.ts';
import type { OperationCells, QueryCells } from './query-cells.ts';

const BOUNDS = catalog.dbQueryLatency.boundaries;
/** A bucket's exemplar is kept at least so long, so that frequent queries do not remember every trace. */
const KEPT_MILLIS = 1_000;

/** One query of a trace that was sampled, as an example of its bucket of `kotoba_db_query_latency_seconds`. */
export interface QueryExemplar {
  /** Labels of the bucket's series without its name, `le` included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly timestampMillis: number;
  readonly traceId: string;
  readonly spanId: string;
}

type BucketExemplar = Omit<QueryExemplar, 'labels'>;

/** Remembers, for each bucket of the query latency, the last query that belonged to a sampled trace. */
export class QueryExemplars {
  readonly #clock: Clock;
  readonly #byOperation = new Map<OperationCells, (BucketExemplar | undefined)[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Called with each query while what the app was doing is still active. */
  readonly note = (operation: OperationCells, seconds: number): void => {
    const active = context.active();
    if (active === ROOT_CONTEXT) return;
    const span = trace.getSpan(active)?.spanContext();
    if (span === undefined || (span.traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.#keep(operation, seconds, span);
  };

  #keep(operation: OperationCells, seconds: number, { traceId, spanId }: SpanContext): void {
    let buckets = this.#byOperation.get(operation);
    if (buckets === undefined) {
      buckets = [];
      this.#byOperation.set(operation, buckets);
    }
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]!) bucket++;
    const timestampMillis = this.#clock.now();
    const known = buckets[bucket];
    if (known !== undefined && timestampMillis - known.timestampMillis < KEPT_MILLIS) return;
    buckets[bucket] = { seconds, timestampMillis, traceId, spanId };
  }

  /** Those of all buckets. */
  *all(cells: QueryCells): Iterable<QueryExemplar> {
    for (const operation of cells.operations()) {
      const buckets = this.#byOperation.get(operation) ?? [];
      for (const [bucket, exemplar] of buckets.entries()) {
        if (exemplar === undefined) continue;
        const le = bucket < BOUNDS.length ? String(BOUNDS[bucket]) : '+Inf';
        yield { ...exemplar, labels: { ...(operation.attributes as Record<string, string>), le } };
      }
    }
  }
}
