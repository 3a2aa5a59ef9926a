import type { QueryOperation } from '@kotoba/core';
import { catalog } from './catalog.ts';
import { errorType, OTHER_ERROR } from './error-type.ts';
import type { MetricStore } from './metric-store.ts';
import type { OperationCells, QueryCell, QueryCells, QueryOwner } from './query-cells.ts';
import type { BoundQueryRecorder, QueryRecorder } from './query-recorder.ts';
import { rejectionReasons } from './rejection.ts';
import { OVERFLOW_ATTRIBUTES } from './series-map.ts';

/** Told of each query's duration and cell, for a MeterProvider that cannot take a producer. */
export type QueryListener = (operation: OperationCells, cell: QueryCell, seconds: number) => void;

/** What the recorders of one registration share. */
export interface QueryRecorderContext {
  readonly store: MetricStore;
  readonly cells: QueryCells;
  readonly slowQuerySeconds: number;
  readonly listener: QueryListener | undefined;
}

/** An operation is an identifier. Anything else, such as SQL text, must not become a label. */
const OPERATION = /^[a-zA-Z][\w.:-]{0,63}$/;

/** Records the queries of one database into {@link QueryCells}. */
export class CellQueryRecorder implements QueryRecorder {
  readonly #context: QueryRecorderContext;
  readonly #owner: QueryOwner;
  readonly #operations = new Map<string, OperationCells>();
  readonly #slowSeconds: number;
  readonly #listener: QueryListener | undefined;

  constructor(context: QueryRecorderContext, owner: QueryOwner) {
    this.#context = context;
    this.#owner = owner;
    this.#slowSeconds = context.slowQuerySeconds;
    this.#listener = context.listener;
  }

  recordQuery(operation: QueryOperation, seconds: number, error?: unknown): void {
    if (!isDuration(seconds)) {
      this.#refuse();
      return;
    }
    const cells = this.#operations.get(operation) ?? this.#find(operation);
    const cell = isFailure(error) ? this.#context.cells.errorCell(cells, errorType(error)) : cells.ok;
    this.#record(cells, cell, seconds);
  }

  bindQuery(operation: QueryOperation): BoundQueryRecorder {
    const cells = this.#operations.get(operation) ?? this.#find(operation);
    const { ok } = cells;
    let other: QueryCell | undefined;
    return (seconds, failed) => {
      if (!isDuration(seconds)) {
        this.#refuse();
        return;
      }
      if (failed) other ??= this.#context.cells.errorCell(cells, OTHER_ERROR);
      this.#record(cells, failed ? other! : ok, seconds);
    };
  }

  #record(cells: OperationCells, cell: QueryCell, seconds: number): void {
    cell.latency.record(seconds);
    if (seconds >= this.#slowSeconds) cell.slow++;
    if (this.#listener !== undefined) this.#listener(cells, cell, seconds);
  }

  #find(operation: unknown): OperationCells {
    const name = typeof operation === 'string' && OPERATION.test(operation) ? operation : 'other';
    const cells = this.#context.cells.operation(this.#owner, name);
    if (cells.attributes === OVERFLOW_ATTRIBUTES) return cells;
    if (name === operation) this.#operations.set(name, cells);
    return cells;
  }

  #refuse(): void {
    const { name } = catalog.dbQueryLatency;
    this.#context.store.rejected(rejectionReasons.value, name, 'the duration is not a finite number ≥ 0');
  }
}

function isDuration(seconds: unknown): boolean {
  return typeof seconds === 'number' && seconds >= 0 && seconds < Infinity;
}

/** `undefined`, `null` and `false` are what callers pass for "no error". */
function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null && error !== false;
}
