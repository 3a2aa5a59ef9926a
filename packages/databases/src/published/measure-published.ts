import { tracingChannel } from 'node:diagnostics_channel';
import type { Clock, ObserveOptions, QueryObserver, QueryOperation } from '@kotoba/core';
import { QueryObservers } from '../query-observers.ts';

/** What a driver publishes, and how to read it. */
export interface Publication {
  /** Names of its tracing channels. */
  readonly channels: readonly string[];
  /** The operation a context tells of; undefined leaves the query out. Asked as the query begins. */
  operationOf(context: object): QueryOperation | undefined;
  /** What was asked, as {@link QueryObserver} takes it; left out where nothing may be told. */
  statementOf?(context: object): unknown;
}

interface Begun {
  readonly operation: QueryOperation;
  readonly startedMillis: number;
  failed: boolean;
}

/**
 * Measures the queries a driver publishes, from call to answer; nothing is patched, and while nobody observes, nothing is
 * listened to. A call that throws at once counts too, as failed.
 * Source: Node.js, `diagnostics_channel`, TracingChannel.
 */
export function measurePublished(
  publication: Publication,
  clock: Clock,
): { observe(observer: QueryObserver, options?: ObserveOptions): () => void } {
  const running = new WeakMap<object, Begun>();
  const ended = (context: object) => {
    const begun = running.get(context);
    if (begun === undefined) return;
    running.delete(context);
    const { operation, startedMillis, failed } = begun;
    observers.report(operation, startedMillis, failed, publication.statementOf?.(context));
  };
  const subscriber = {
    start: (context: object) => {
      const operation = publication.operationOf(context);
      if (operation === undefined) return;
      running.set(context, { operation, startedMillis: clock.monotonic(), failed: false });
    },
    end: (context: object) => {
      if (running.get(context)?.failed === true) ended(context);
    },
    asyncStart: () => undefined,
    asyncEnd: ended,
    error: (context: object) => {
      const begun = running.get(context);
      if (begun !== undefined) begun.failed = true;
    },
  };
  const observers = new QueryObservers(clock, (isActive) => {
    for (const name of publication.channels) {
      const channel = tracingChannel(name);
      if (isActive) channel.subscribe(subscriber);
      else channel.unsubscribe(subscriber);
    }
  });
  return { observe: (observer, options) => observers.add(observer, options) };
}
