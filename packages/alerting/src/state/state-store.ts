/** The kinds of records the notification side keeps over a restart. */
export type StateKind = 'alert' | 'notified' | 'silence' | 'acknowledgement' | 'owner';

/** Keeps records by kind and key. Values are plain data that JSON can hold. */
export interface StateStore {
  /** Everything of one kind, as it was put last. Records that cannot be read are left out. */
  load(kind: StateKind): ReadonlyMap<string, unknown>;
  /** Keeps a record; it outlives a killed process once this returns. */
  put(kind: StateKind, key: string, value: unknown): void;
  delete(kind: StateKind, key: string): void;
  /** Keeps all that `change` puts and deletes, or nothing of it. */
  together(change: () => void): void;
  close(): void;
}

/** Keeps nothing: for those who give no directory. */
export const forgetfulStore: StateStore = {
  load: () => new Map(),
  put: () => undefined,
  delete: () => undefined,
  together: (change) => change(),
  close: () => undefined,
};
