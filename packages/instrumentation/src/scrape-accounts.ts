import { type Clock, createLogger, errorMessage, LogLimiter, type TranslationProblem } from '@kotoba/core';
import type { ScrapeObserver } from '@kotoba/http';
import { catalog, type KotobaMetrics } from '@kotoba/metrics';

const LOG_AGAIN_AFTER_MILLIS = 3_600_000;

/** Counts and logs what happens to the collections of one reader. */
export function accountFor(reader: string, metrics: KotobaMetrics, clock: Clock): ScrapeObserver {
  const logger = createLogger(reader);
  const limiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
  const collections = metrics.counter(catalog.monitoringCollections);
  const duration = metrics.gauge(catalog.monitoringCollectionDuration);
  const dropped = metrics.counter(catalog.monitoringDroppedMetrics);
  for (const result of ['ok', 'partial', 'failed']) collections.add(0, { reader, result });
  const drop = (metric: string, reason: string) => {
    dropped.add(1, { metric, reason });
    if (limiter.allows(`${reason} ${metric}`)) logger.warn(describe(metric, reason));
  };
  return {
    onCollected(seconds, translation, errors) {
      collections.add(1, { reader, result: errors.length === 0 ? 'ok' : 'partial' });
      duration.set(seconds, { reader });
      for (const { metric, reason } of translation.problems) drop(metric, reason);
      for (const error of errors) {
        const message = errorMessage(error);
        if (limiter.allows(`error ${message}`)) logger.warn(`an instrument could not be read: ${message}`);
      }
    },
    onLeftOut: (metric) => drop(metric, 'native_histogram_in_text'),
    onFailed(seconds, error) {
      collections.add(1, { reader, result: 'failed' });
      duration.set(seconds, { reader });
      if (limiter.allows('failed')) logger.warn(`a collection failed: ${errorMessage(error)}`);
    },
  };
}

function describe(metric: string, reason: TranslationProblem['reason'] | (string & {})): string {
  switch (reason) {
    case 'overflow':
      return `${metric} has reached its cardinality limit; further label sets share one overflow series`;
    case 'type_conflict':
      return `${metric} is there with another type already; this one is left out`;
    case 'duplicate_series':
      return `${metric} has the same series twice; the first is kept`;
    case 'native_histogram_in_text':
      return `${metric} is an exponential histogram, which the text format cannot carry`;
    default:
      return `${metric} is left out: ${reason}`;
  }
}
