/*
 * What the thread of the app and the thread that writes the file tell each other. The writing thread loads none of our
 * other modules at run time, so that it starts fast and runs from sources and builds alike.
 */

/** A change that must not be lost, for later rows mean something else without it. */
export type LedgerChange =
  | { readonly kind: 'added'; readonly timeline: string; readonly slot: number; readonly labels: string }
  | { readonly kind: 'removed'; readonly timeline: string; readonly slots: readonly number[] }
  | { readonly kind: 'metadata'; readonly family: string; readonly json: string }
  | { readonly kind: 'dropped'; readonly timeline: string; readonly beforeMillis: number }
  | { readonly kind: 'droppedFrom'; readonly timeline: string; readonly fromMillis: number };

/** One collection as it is kept. */
export interface CollectionRecord {
  readonly timeline: string;
  readonly timestampMillis: number;
  /** Floats by slot. */
  readonly row: Uint8Array;
  readonly histograms: Uint8Array;
}

/** One block as it is kept. */
export interface BlockRecord {
  readonly timeline: string;
  readonly firstMillis: number;
  readonly lastMillis: number;
  readonly bytes: Uint8Array;
}

/** To the writing thread: one transaction, or the end. */
export type ToWriter =
  | {
      readonly kind: 'write';
      readonly changes: readonly LedgerChange[];
      readonly collections: readonly CollectionRecord[];
      readonly blocks: readonly BlockRecord[];
    }
  | { readonly kind: 'close' };

/** Everything the file holds. */
export interface FileContent {
  readonly series: readonly { readonly timeline: string; readonly slot: number; readonly labels: string }[];
  readonly metadata: readonly { readonly family: string; readonly json: string }[];
  /** Ascending in time within a timeline. */
  readonly blocks: readonly BlockRecord[];
  /** Ascending in time within a timeline. */
  readonly collections: readonly CollectionRecord[];
}

/** From the writing thread. */
export type FromWriter =
  | { readonly kind: 'opened'; readonly content: FileContent; readonly setAside: string | undefined }
  /** The file is another process' or cannot be made; nothing will be written. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'written' }
  | { readonly kind: 'failed'; readonly reason: string };
