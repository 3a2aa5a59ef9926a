/** Options of `kotobaDatabase()`. */
export interface KotobaDatabaseOptions {
  /** Address of KotobaDB's HTTP server. Default `http://127.0.0.1:8100`. */
  readonly url?: string;
  /** Value of the label `database`; unique among the databases of one process. Default `kotobadb`. */
  readonly name?: string;
  /** Sent as bearer token. A secret: it is never told. Default none. */
  readonly token?: string;
}

/** Where KotobaDB's HTTP server listens unless it is told otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:8100';
export const DEFAULT_NAME = 'kotobadb';

/** An answer longer than this is none of KotobaDB's, in bytes. */
export const MOST_ANSWER_BYTES = 1024 * 1024;
