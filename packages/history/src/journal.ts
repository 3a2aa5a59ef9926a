import type { Labels, MetricMetadata } from '@kotoba/core';

/**
 * Told by a store of everything that must survive a crash, in the order it happens and within the call that makes it
 * happen. What it is given may be reused by the store: write or copy it before returning. A journal that throws is
 * counted in the store's figures, and never stops the store.
 */
export interface HistoryJournal {
  /**
   * A series has its number. A number is given to another series only after `seriesRemoved`, when no block and no
   * collection that is still kept holds a sample under it.
   */
  seriesAdded(id: number, labels: Labels): void;
  seriesRemoved(id: number): void;
  /** A metric family's metadata is new or different from now on. */
  metadataChanged(family: string, metadata: MetricMetadata): void;
  /**
   * One collection of a timeline. Stale markers are among the values, bit for bit.
   * @param ids number of each series that has a float sample
   * @param values `values[i]` belongs to `ids[i]`
   * @param histograms the native histograms of the collection, serialised; given back as they are to restore
   */
  collected(
    timeline: string,
    timestampMillis: number,
    ids: Uint32Array,
    values: Float64Array,
    histograms: Uint8Array | undefined,
  ): void;
  /** The collections of a timeline from `firstMillis` to `lastMillis` (both inclusive) are in this block from now on. */
  sealed(timeline: string, block: Uint8Array, firstMillis: number, lastMillis: number): void;
  /** Blocks and collections of a timeline that end before this time are gone. */
  dropped(timeline: string, beforeMillis: number): void;
}

/** One collection that is in no block yet, as {@link HistoryJournal.collected} was told of it. */
export interface StoredCollection {
  readonly timeline: string;
  readonly timestampMillis: number;
  readonly ids: Uint32Array;
  readonly values: Float64Array;
  readonly histograms?: Uint8Array | undefined;
}

/** What a journal has kept, to be put back into a new store. */
export interface StoredHistory {
  readonly series: Iterable<{ readonly id: number; readonly labels: Labels }>;
  readonly metadata: Iterable<readonly [family: string, MetricMetadata]>;
  /** Blocks in any order; each knows its timeline and its times. */
  readonly blocks: Iterable<Uint8Array>;
  /** Collections, ascending in time within a timeline. Those a block holds already are passed over. */
  readonly collections: Iterable<StoredCollection>;
}

/** What came of {@link StoredHistory}. */
export interface RestoreReport {
  readonly series: number;
  readonly blocks: number;
  readonly collections: number;
  /** Why blocks or collections were left out, one entry each. */
  readonly problems: readonly Error[];
}
