import { Worker } from 'node:worker_threads';
import type {
  DatabaseMetrics,
  MonitoredDatabase,
  QueryObserver,
  QueryOperation,
  StorageMetrics,
} from '@kotoba/core';

/** One query the thread has measured: operation, seconds, whether it failed. */
export type MeasuredQuery = readonly [operation: QueryOperation, seconds: number, failed: boolean];

/** What the thread is asked. */
export interface Asked {
  readonly id: number;
  readonly task: 'visit' | 'metrics' | 'storage' | 'close';
  readonly argument?: string;
}

/** What it answers, with the queries since its last answer. */
export interface Told {
  readonly id: number;
  readonly queries: readonly MeasuredQuery[];
  readonly answer?: unknown;
  readonly error?: string;
}

/** A database in a worker thread, monitored from the main thread: its queries come with the answers of the thread. */
export class ThreadDatabase implements MonitoredDatabase {
  readonly name = 'visits';
  readonly system = 'sqlite';
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #observers = new Set<QueryObserver>();
  #failure: Error | undefined;
  #lastId = 0;

  constructor(file: string) {
    this.#worker = new Worker(new URL('./database-thread.ts', import.meta.url), { workerData: { file } });
    this.#worker.on('message', (told: Told) => this.#take(told));
    this.#worker.on('error', (error) => {
      this.#failure = error as Error;
    });
    this.#worker.on('exit', () => this.#ended());
  }

  visit(path: string): Promise<unknown> {
    return this.#ask('visit', path);
  }

  async getDatabaseMetrics(): Promise<DatabaseMetrics> {
    return (await this.#ask('metrics')) as DatabaseMetrics;
  }

  async getStorageMetrics(): Promise<StorageMetrics> {
    return (await this.#ask('storage')) as StorageMetrics;
  }

  observeQueries(observer: QueryObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  async close(): Promise<void> {
    await this.#ask('close');
    await this.#worker.terminate();
  }

  #ask(task: Asked['task'], argument?: string): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, task, ...(argument !== undefined && { argument }) } satisfies Asked);
    });
  }

  #take({ id, queries, answer, error }: Told): void {
    for (const query of queries) for (const observer of this.#observers) observer(...query);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }

  #ended(): void {
    this.#failure ??= new Error('the thread of the database has ended');
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
