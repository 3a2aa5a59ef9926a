import type { Labels, MetricMetadata, NativeHistogram } from '@kotoba/core';
import type { Block } from './block.ts';

/** One collection as a store keeps it. */
export interface JournalCollection {
  readonly timeline: string;
  readonly timestampMillis: number;
  /** Values by slot, absent ones and stale markers included, bit for bit. */
  readonly row: Float64Array;
  /** Native histograms by slot. */
  readonly histograms: ReadonlyMap<number, NativeHistogram>;
}

/**
 * Told by a store of everything that must survive a crash, in the order it happens and within the call that makes it
 * happen. What it is given may change afterwards: write or copy it before returning. One that throws is counted in
 * the store's figures, and never stops the store.
 */
export interface HistoryJournal {
  /** A series has its slot in the rows and blocks of a timeline. */
  seriesAdded(timeline: string, slot: number, labels: Labels): void;
  /** No row and no block that is still kept holds a sample of these series: their slots may be given again. */
  seriesRemoved(timeline: string, slots: readonly number[]): void;
  /** A metric family's metadata is new or different from now on. */
  metadataChanged(family: string, metadata: MetricMetadata): void;
  /** A collection is over, or one of the same time has more samples now. */
  collected(collection: JournalCollection): void;
  /** The collections of a timeline in the block's time are in the block from now on. */
  sealed(timeline: string, block: Block): void;
  /** Blocks and collections of a timeline that end before this time are gone. */
  dropped(timeline: string, beforeMillis: number): void;
  /** Blocks and collections of a timeline that end at this time or later are gone. */
  droppedFrom(timeline: string, fromMillis: number): void;
}

/** What a journal has kept, to be put back into a new store. */
export interface StoredHistory {
  readonly series: Iterable<{ readonly timeline: string; readonly slot: number; readonly labels: Labels }>;
  readonly metadata: Iterable<readonly [family: string, MetricMetadata]>;
  /** Ascending in time within a timeline. */
  readonly blocks: Iterable<{ readonly timeline: string; readonly block: Block }>;
  /** Ascending in time within a timeline. */
  readonly collections: Iterable<JournalCollection>;
}
