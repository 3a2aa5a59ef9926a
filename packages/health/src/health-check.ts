import type { HealthStatus } from './health-status.ts';

/** Given to every run of a check. */
export interface HealthCheckContext {
  /** Aborts at the check's time limit, when the check is unregistered, and when checking stops. Obey it. */
  readonly signal: AbortSignal;
}

/** Facts beside a status, such as `{ version: '15.4' }`. Shown only to who may see details. */
export type HealthDetails = Readonly<Record<string, string | number | boolean>>;

/** What a check found. */
export interface HealthCheckAnswer {
  readonly status: HealthStatus;
  /** One line for whoever is woken by it. */
  readonly message?: string | undefined;
  readonly details?: HealthDetails | undefined;
  /** How long what was checked took, in milliseconds, where that is not how long the check ran. */
  readonly durationMillis?: number | undefined;
  /** Ignored: a check's name is the one it was registered under. */
  readonly name?: string | undefined;
}

/** A whole answer, a status alone, or whether it is healthy. */
export type HealthCheckOutcome = HealthCheckAnswer | HealthStatus | boolean;

/**
 * A check as a function. Answering nothing means healthy, throwing or rejecting means unhealthy with the error's
 * message, and anything that is not an outcome means unknown.
 */
export type HealthCheckFunction = (context: HealthCheckContext) => MaybeOutcome | Promise<MaybeOutcome>;

// biome-ignore lint/suspicious/noConfusingVoidType: `new Promise((resolve) => …)` infers Promise<T | void> here
type MaybeOutcome = HealthCheckOutcome | undefined | void;

/** A check as an object, under the terms of {@link HealthCheckFunction}. */
export interface HealthCheckObject {
  checkHealth(context: HealthCheckContext): ReturnType<HealthCheckFunction>;
}

/** Something that can be asked how well it is. */
export type HealthCheck = HealthCheckFunction | HealthCheckObject;
