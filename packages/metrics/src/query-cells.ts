import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics';
import { catalog, dbAttributes, labelValues } from './catalog.ts';
import { OTHER_ERROR } from './error-type.ts';
import { emptyHistogram, HistogramCell } from './histogram-cell.ts';
import { toHrTime } from './hr-time.ts';
import { seriesAttributes } from './metric-definition.ts';
import { dataPoint } from './metric-family.ts';
import type { MetricStore } from './metric-store.ts';
import { OVERFLOW_ATTRIBUTES } from './series-map.ts';

const LATENCY_BOUNDS = catalog.dbQueryLatency.boundaries;
const DURATION_BOUNDS = catalog.dbClientOperationDuration.boundaries;
const MOST_ERROR_TYPES_PER_OPERATION = 20;

/** SQL statements are named in capitals by OpenTelemetry's conventions. */
const SQL_OPERATIONS = new Set(['select', 'insert', 'update', 'delete']);

/** Whom a query belongs to. */
export interface QueryOwner {
  readonly database: string;
  /** `db.system.name`. */
  readonly system: string;
  /** Whether `db.client.operation.duration` of it is given out by another instrumentation. */
  readonly durationsElsewhere: boolean;
}

/** Queries of one operation that ended alike: all that were successful, or one type of error. */
export class QueryCell {
  readonly durationAttributes: Attributes;
  readonly latency = new HistogramCell(LATENCY_BOUNDS);
  slow = 0;

  constructor(durationAttributes: Attributes) {
    this.durationAttributes = durationAttributes;
  }
}

/** All queries of one database and operation, or of the overflow series. */
export class OperationCells {
  readonly startTime: HrTime;
  /** Of the latency and of the slow queries. */
  readonly attributes: Attributes;
  readonly ok: QueryCell;
  readonly tellsDuration: boolean;
  readonly errors = new Map<string, QueryCell>();
  readonly #okAttributes: Attributes;
  readonly #errorAttributes: Attributes;

  /** @param of undefined for the overflow series, which does not tell how its queries ended */
  constructor(startTime: HrTime, of: { readonly owner: QueryOwner; readonly operation: string } | undefined) {
    this.startTime = startTime;
    this.tellsDuration = of?.owner.durationsElsewhere !== true;
    if (of === undefined) {
      this.attributes = OVERFLOW_ATTRIBUTES;
      this.#okAttributes = OVERFLOW_ATTRIBUTES;
      this.#errorAttributes = OVERFLOW_ATTRIBUTES;
      this.ok = new QueryCell(OVERFLOW_ATTRIBUTES);
      return;
    }
    const labels = { database: of.owner.database, operation: of.operation };
    this.attributes = seriesAttributes(catalog.dbQueryLatency, labels);
    this.#okAttributes = seriesAttributes(catalog.dbQueries, { ...labels, status: labelValues.statusOk });
    this.#errorAttributes = seriesAttributes(catalog.dbQueries, {
      ...labels,
      status: labelValues.statusError,
    });
    this.ok = new QueryCell(durationAttributes(of.owner, of.operation));
  }

  *cells(): Iterable<QueryCell> {
    yield this.ok;
    yield* this.errors.values();
  }

  *latencyPoints(endTime: HrTime): Iterable<DataPoint<Histogram>> {
    const value = emptyHistogram(LATENCY_BOUNDS);
    for (const cell of this.cells()) cell.latency.addTo(value);
    yield dataPoint(this.attributes, this.startTime, endTime, value);
  }

  *durationPoints(endTime: HrTime): Iterable<DataPoint<Histogram>> {
    if (!this.tellsDuration) return;
    for (const cell of this.cells()) {
      const value = emptyHistogram(DURATION_BOUNDS);
      cell.latency.addTo(value);
      yield dataPoint(cell.durationAttributes, this.startTime, endTime, value);
    }
  }

  *countPoints(endTime: HrTime): Iterable<DataPoint<number>> {
    yield dataPoint(this.#okAttributes, this.startTime, endTime, this.ok.latency.count);
    if (this.#errorAttributes === this.#okAttributes) return;
    let failed = 0;
    for (const cell of this.errors.values()) failed += cell.latency.count;
    yield dataPoint(this.#errorAttributes, this.startTime, endTime, failed);
  }

  *slowPoints(endTime: HrTime): Iterable<DataPoint<number>> {
    let slow = 0;
    for (const cell of this.cells()) slow += cell.slow;
    yield dataPoint(this.attributes, this.startTime, endTime, slow);
  }
}

/**
 * The counts all query metrics are made of. One query touches one cell; latency, counts by status, slow queries
 * and OpenTelemetry's own duration are put together from the cells when somebody collects.
 */
export class QueryCells {
  readonly #store: MetricStore;
  readonly #operations = new Map<string, OperationCells>();
  readonly #databases = new Set<string>();
  #overflow: OperationCells | undefined;
  #used = 0;

  constructor(store: MetricStore) {
    this.#store = store;
    store
      .family<Histogram>(catalog.dbQueryLatency)
      .addSource((end) => this.#each((o) => o.latencyPoints(end)));
    store.family<number>(catalog.dbQueries).addSource((end) => this.#each((o) => o.countPoints(end)));
    store.family<number>(catalog.dbSlowQueries).addSource((end) => this.#each((o) => o.slowPoints(end)));
    store
      .family<Histogram>(catalog.dbClientOperationDuration)
      .addSource((end) => this.#each((o) => o.durationPoints(end)));
  }

  /** Whether any query of the database was recorded here. */
  has(database: string): boolean {
    return this.#databases.has(database);
  }

  /** All operations, save for the overflow series. */
  operations(): Iterable<OperationCells> {
    return this.#operations.values();
  }

  /** The cells of one operation; those of the overflow series when there is no room for another. */
  operation(owner: QueryOwner, operation: string): OperationCells {
    const key = `${owner.database}\u0001${operation}`;
    const known = this.#operations.get(key);
    if (known !== undefined) return known;
    // An operation takes two places: its counts by status, and its durations with and without an error.
    if (!this.#take(2)) return this.#overflowed();
    const cells = new OperationCells(this.#now(), { owner, operation });
    this.#operations.set(key, cells);
    this.#databases.add(owner.database);
    return cells;
  }

  /** The cell of one type of error; that of `_OTHER` when there is no room for another type. */
  errorCell(operation: OperationCells, type: string): QueryCell {
    if (operation === this.#overflow) return operation.ok;
    const known = operation.errors.get(type);
    if (known !== undefined) return known;
    if (type !== OTHER_ERROR && (operation.errors.size >= MOST_ERROR_TYPES_PER_OPERATION || !this.#take(1)))
      return this.errorCell(operation, OTHER_ERROR);
    const cell = new QueryCell({ ...operation.ok.durationAttributes, [dbAttributes.errorType]: type });
    operation.errors.set(type, cell);
    return cell;
  }

  /** One place stays free for the overflow series. */
  #take(places: number): boolean {
    if (this.#used + places > this.#store.cardinalityLimit - 1) return false;
    this.#used += places;
    return true;
  }

  #overflowed(): OperationCells {
    this.#store.overflowed(catalog.dbQueryLatency.name);
    this.#overflow ??= new OperationCells(this.#now(), undefined);
    return this.#overflow;
  }

  *#each<T>(points: (operation: OperationCells) => Iterable<DataPoint<T>>): Iterable<DataPoint<T>> {
    for (const operation of this.#operations.values()) yield* points(operation);
    if (this.#overflow !== undefined) yield* points(this.#overflow);
  }

  #now(): HrTime {
    return toHrTime(this.#store.clock.now());
  }
}

function durationAttributes(owner: QueryOwner, operation: string): Attributes {
  const attributes: Attributes = {
    [dbAttributes.systemName]: owner.system,
    [dbAttributes.namespace]: owner.database,
  };
  if (SQL_OPERATIONS.has(operation)) attributes[dbAttributes.operationName] = operation.toUpperCase();
  else if (operation !== 'other') attributes[dbAttributes.operationName] = operation;
  return attributes;
}
