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
