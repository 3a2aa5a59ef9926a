/** What the adapter uses of a LevelDB handle: a `ClassicLevel` of `classic-level`, or anything shaped like it. */
export interface LeveldbClient {
  /** The folder the database lies in. */
  readonly location: string;
  readonly status: string;
  /** LevelDB's own properties, such as `leveldb.stats`. */
  getProperty(name: string): string;
  get(...parameters: never[]): unknown;
  put(...parameters: never[]): unknown;
  del(...parameters: never[]): unknown;
  batch(...parameters: never[]): unknown;
  on(event: 'open', listener: () => void): unknown;
}
