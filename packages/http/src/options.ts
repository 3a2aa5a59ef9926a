/** Limits and addresses of the HTTP server. */
export interface HttpServerOptions {
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** TCP port; 0 lets the system choose. Default 9090. */
  readonly port?: number;
  /** What to name in the message when the port is taken. Default `the option "port"`. */
  readonly portOption?: string;
  /** `Host` names answered beside loopback's while bound to loopback. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Connections served at once; further ones are closed. Default 256. */
  readonly maxConnections?: number;
  /** Time for a client to send its request. Default 10,000. */
  readonly requestTimeoutMillis?: number;
  /** Time requests in flight are given at `close()`. Default 2,000. */
  readonly closeTimeoutMillis?: number;
}

/** What each option is when it is left out. */
export const httpServerDefaults: Required<HttpServerOptions> = {
  host: '127.0.0.1',
  port: 9090,
  portOption: 'the option "port"',
  allowedHosts: [],
  maxConnections: 256,
  requestTimeoutMillis: 10_000,
  closeTimeoutMillis: 2_000,
};

/** Defaults of the scrape. */
export const scrapeDefaults = {
  path: '/metrics',
  /** Time limit of one collection; Prometheus gives up after 10 s by default. */
  collectTimeoutMillis: 8_000,
  /** A text shorter than this is not worth compressing. */
  compressFromBytes: 1_024,
} as const;

/** Limits of the query API, and what it says about itself. */
export interface ApiOptions {
  /** Queries evaluated at once; others wait for their turn. Default 20, as Prometheus. */
  readonly queryConcurrency?: number;
  /** Queries that may wait; further ones are refused with status 503. Default 200. */
  readonly maxWaitingQueries?: number;
  /** Longest a query may wait, and then run, whatever its `timeout` says. Default two minutes, as Prometheus. */
  readonly queryTimeoutMillis?: number;
  /** Longest `match[]` may try patterns on label values. Default 2,000, as the engine. */
  readonly matchTimeoutMillis?: number;
  /** Longest form a POST may carry. Default 1 MiB: whoever may ask must not keep the app parsing. */
  readonly maxFormBytes?: number;
  /** How far back `/federate` looks, and what the flags say; the engine has its own. Default five minutes. */
  readonly lookbackMillis?: number;
  /** Version of Prometheus whose API this is, and the version of this software, for `/api/v1/status/buildinfo`. */
  readonly build?: { readonly version: string; readonly revision: string };
  /** Further settings `/api/v1/status/flags` shows, by Prometheus' names. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** Defaults of the query API. */
export const apiDefaults = {
  queryConcurrency: 20,
  maxWaitingQueries: 200,
  queryTimeoutMillis: 120_000,
  matchTimeoutMillis: 2_000,
  maxFormBytes: 2 ** 20,
  lookbackMillis: 300_000,
  build: { version: '3.14.0', revision: 'kotoba' },
  flags: {},
  /** A text shorter than this is not worth compressing. */
  compressFromBytes: 1_024,
} as const satisfies Required<ApiOptions> & { compressFromBytes: number };

/** Defaults of the health endpoints. */
export const healthDefaults = {
  paths: { live: '/livez', ready: '/readyz', startup: '/startupz', health: '/health' },
  /** Time limit of the app's own `authorise()`. */
  authoriseTimeoutMillis: 1_000,
} as const;
