import { Worker } from 'node:worker_threads';
import {
  type Clock,
  createLogger,
  errorMessage,
  Labels,
  LogLimiter,
  type MetricMetadata,
  withTimeout,
} from '@kotoba/core';
import type { Block } from '../block.ts';
import type { HistoryJournal, JournalCollection, StoredHistory } from '../journal.ts';
import { blockFromBytes, blockToBytes } from './block-bytes.ts';
import type {
  BlockRecord,
  CollectionRecord,
  FileContent,
  FromWriter,
  LedgerChange,
  ToWriter,
} from './messages.ts';
import { histogramsFromBytes, histogramsToBytes, rowFromBytes, rowToBytes } from './row-bytes.ts';

/** Options of {@link openJournal}. */
export interface PersistentJournalOptions {
  /** The folder the file `history.sqlite` lies in; made when it is not there. One process a folder. */
  readonly directory: string;
  readonly clock: Clock;
}

/** Figures of what is kept on disk. */
export interface PersistenceStats {
  /** False once the file cannot be written at all: it is another process', or its thread has ended. */
  readonly isAvailable: boolean;
  /** Transactions that failed, and collections left out because the disk was too slow. */
  readonly lost: number;
}

/** Bytes handed over and not written yet; more collections are left out then. */
const MOST_UNDER_WAY_BYTES = 64 * 1024 * 1024;
/** What a transaction takes beside its blobs, about. */
const TRANSACTION_BYTES = 1_024;
/** Changes that wait for the disk; it is given up then. */
const MOST_CHANGES = 1_000_000;
const OPEN_TIMEOUT_MILLIS = 10_000;
const CLOSE_TIMEOUT_MILLIS = 5_000;
const LOG_AGAIN_AFTER_MILLIS = 600_000;

const logger = createLogger('history');

/** Keeps a history in a SQLite file that a thread of its own writes. */
export class PersistentJournal implements HistoryJournal {
  readonly #worker: Worker;
  readonly #logLimiter: LogLimiter;
  readonly #clock: Clock;
  readonly #exited: Promise<void>;
  readonly #waiting: (() => void)[] = [];
  #changes: LedgerChange[] = [];
  /** Bytes of each transaction that is not written yet, in order. */
  readonly #underWay: number[] = [];
  #underWayBytes = 0;
  #lost = 0;
  #isAvailable = true;

  /** Use {@link openJournal}. */
  constructor(worker: Worker, clock: Clock) {
    this.#worker = worker;
    this.#clock = clock;
    this.#logLimiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (message: FromWriter) => this.#hear(message));
    worker.on('error', (error) => this.#end(errorMessage(error)));
  }

  stats(): PersistenceStats {
    return { isAvailable: this.#isAvailable, lost: this.#lost };
  }

  seriesAdded(timeline: string, slot: number, labels: Labels): void {
    this.#note({ kind: 'added', timeline, slot, labels: JSON.stringify(labels) });
  }

  seriesRemoved(timeline: string, slots: readonly number[]): void {
    this.#note({ kind: 'removed', timeline, slots });
  }

  metadataChanged(family: string, metadata: MetricMetadata): void {
    this.#note({ kind: 'metadata', family, json: JSON.stringify(metadata) });
  }

  dropped(timeline: string, beforeMillis: number): void {
    this.#note({ kind: 'dropped', timeline, beforeMillis });
  }

  droppedFrom(timeline: string, fromMillis: number): void {
    this.#note({ kind: 'droppedFrom', timeline, fromMillis });
  }

  collected({ timeline, timestampMillis, row, histograms }: JournalCollection): void {
    const record = {
      timeline,
      timestampMillis,
      row: rowToBytes(row),
      histograms: histogramsToBytes(histograms),
    };
    this.#write([record], []);
  }

  sealed(timeline: string, block: Block): void {
    const { firstMillis, lastMillis } = block;
    this.#write([], [{ timeline, firstMillis, lastMillis, bytes: blockToBytes(block) }]);
  }

  /** Writes nothing any more: what would come on top of what the file holds is not known. */
  giveUp(reason: string): void {
    this.#end(reason);
    void this.#worker.terminate();
  }

  /** Resolves once everything handed over so far is written, or known to be lost; the process lives until then. */
  written(): Promise<void> {
    if (this.#underWay.length === 0 || !this.#isAvailable) return Promise.resolve();
    this.#worker.ref();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Writes what is under way and closes the file. */
  async close(): Promise<void> {
    if (!this.#isAvailable) return;
    this.#isAvailable = false;
    this.#post({ kind: 'close' });
    this.#worker.ref();
    await withTimeout(
      this.#clock,
      CLOSE_TIMEOUT_MILLIS,
      'the last write of the history',
      () => this.#exited,
    ).finally(() => this.#worker.terminate());
  }

  #note(change: LedgerChange): void {
    if (!this.#isAvailable) return;
    this.#changes.push(change);
    if (this.#changes.length > MOST_CHANGES) this.#end('the disk has been too slow for too long');
  }

  #write(collections: CollectionRecord[], blocks: BlockRecord[]): void {
    if (!this.#isAvailable) return;
    if (this.#underWayBytes > MOST_UNDER_WAY_BYTES) {
      this.#lose('the disk is too slow');
      return;
    }
    let bytes = TRANSACTION_BYTES;
    for (const { row, histograms } of collections) bytes += row.byteLength + histograms.byteLength;
    for (const block of blocks) bytes += block.bytes.byteLength;
    this.#underWay.push(bytes);
    this.#underWayBytes += bytes;
    this.#post({ kind: 'write', changes: this.#changes, collections, blocks });
    this.#changes = [];
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWriter): void {
    if (message.kind === 'unavailable') this.#end(message.reason);
    if (message.kind === 'written' || message.kind === 'failed')
      this.#underWayBytes -= this.#underWay.shift() ?? 0;
    if (message.kind === 'failed') this.#lose(message.reason);
    if (this.#underWay.length === 0) this.#settle();
  }

  #settle(): void {
    if (this.#waiting.length === 0) return;
    this.#worker.unref();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #lose(reason: string): void {
    this.#lost++;
    if (this.#logLimiter.allows('lost'))
      logger.warn(`the history goes on in memory, but a part of it was not written: ${reason}`);
  }

  #end(reason: string): void {
    this.#isAvailable = false;
    this.#changes = [];
    this.#lost++;
    this.#settle();
    logger.error(`the history goes on in memory only: ${reason}`);
  }
}

/**
 * Opens the file in a folder, or begins one, and answers what it holds. A file that is damaged or something else is set
 * aside beside it and reported. Where no file can be had the journal takes nothing, which is reported too.
 */
export async function openJournal({
  directory,
  clock,
}: PersistentJournalOptions): Promise<{ journal: PersistentJournal; stored: StoredHistory }> {
  const file = import.meta.url.endsWith('.ts') ? './writer-thread.ts' : './writer-thread.js';
  const workerData = { directory, nowMillis: clock.now() };
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData,
    name: 'kotoba-history',
    execArgv: [],
  });
  const answer = new Promise<FromWriter>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ kind: 'unavailable', reason: errorMessage(error) }));
  });
  const journal = new PersistentJournal(worker, clock);
  const content = await withTimeout(
    clock,
    OPEN_TIMEOUT_MILLIS,
    'the opening of the history',
    () => answer,
  ).catch((error): FromWriter => {
    journal.giveUp(errorMessage(error));
    return { kind: 'unavailable', reason: errorMessage(error) };
  });
  // From now on the app ends when it wants to; a transaction that is cut off then is rolled back at the next start.
  worker.unref();
  if (content.kind !== 'opened') return { journal, stored: NOTHING };
  if (content.setAside !== undefined)
    logger.error(`the history on disk cannot be read, and was set aside as ${content.setAside}`);
  return { journal, stored: toStored(content.content) };
}

const NOTHING: StoredHistory = { series: [], metadata: [], blocks: [], collections: [] };

function toStored({ series, metadata, blocks, collections }: FileContent): StoredHistory {
  return {
    series: series.map(({ timeline, slot, labels }) => ({
      timeline,
      slot,
      labels: Labels.from(JSON.parse(labels) as Record<string, string>),
    })),
    metadata: metadata.map(({ family, json }) => [family, JSON.parse(json) as MetricMetadata]),
    blocks: blocks.flatMap(readBlock),
    collections: collections.map(({ timeline, timestampMillis, row, histograms }) => ({
      timeline,
      timestampMillis,
      row: rowFromBytes(row),
      histograms: histogramsFromBytes(histograms),
    })),
  };
}

function readBlock({ timeline, bytes }: BlockRecord): { timeline: string; block: Block }[] {
  try {
    return [{ timeline, block: blockFromBytes(bytes) }];
  } catch (error) {
    logger.error(`a block of the history is left out: ${errorMessage(error)}`);
    return [];
  }
}
