import type { Clock } from '@kotoba/core';
import type { Engine } from '@kotoba/promql';
import type { ApiSource } from './api-source.ts';
import type { JsonPieces } from './json-text.ts';
import type { QueryGate } from './query-gate.ts';
import type { RequestParameters } from './request-parameters.ts';

/** What the server says about itself. */
export interface BuildInfo {
  readonly version: string;
  readonly revision: string;
}

/** What every operation of the API works with. */
export interface ApiContext {
  readonly engine: Engine;
  readonly source: ApiSource;
  readonly clock: Clock;
  readonly gate: QueryGate;
  readonly lookbackMillis: number;
  readonly queryTimeoutMillis: number;
  readonly matchTimeoutMillis: number;
  readonly queryConcurrency: number;
  readonly build: BuildInfo;
  readonly flags: Readonly<Record<string, string>>;
  /** When the server started, milliseconds since the epoch. */
  readonly startedMillis: number;
}

/** One request, read. */
export interface ApiCall {
  readonly parameters: RequestParameters;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** The variable part of the path, still percent-encoded. */
  readonly name: string;
}

/** What an operation answers; without `data` there is no content, status 204. */
export interface ApiAnswer {
  readonly data?: JsonPieces;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/** One operation of the API. @throws {ApiError} */
export type ApiOperation = (call: ApiCall, context: ApiContext) => ApiAnswer | Promise<ApiAnswer>;

/** Said when `limit` left something out. */
export const TRUNCATED = 'results truncated due to limit';
