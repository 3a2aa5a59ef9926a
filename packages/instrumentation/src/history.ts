import { type Clock, createLogger, type SeriesTranslator } from '@kotoba/core';
import { type HistoryReader, HistoryStore, openJournal, type PersistentJournal } from '@kotoba/history';
import { catalog, type KotobaMetrics } from '@kotoba/metrics';
import type { ResolvedOptions } from './options-schema.ts';
import { exemplarsOf } from './query-exemplars.ts';
import { accountFor } from './scrape-accounts.ts';
import type { ShutdownStack } from './shutdown-stack.ts';
import { yieldToOthers } from './yield-to-others.ts';

/** Puts back what is on disk, if anything is kept there, and collects into the history from now on. */
export async function startHistory(
  options: ResolvedOptions,
  metrics: KotobaMetrics,
  reader: HistoryReader,
  translator: SeriesTranslator,
  started: ShutdownStack,
  clock: Clock,
): Promise<HistoryStore> {
  const { directory, maxSeries, maxBytes } = options.history;
  const kept = directory === undefined ? undefined : await openJournal({ directory, clock });
  if (kept !== undefined) started.push('the history on disk', () => kept.journal.close());
  const store = new HistoryStore({
    retentionMillis: options.retentionPeriodMillis,
    maxPointsPerSeries: options.maxMetricsPoints,
    maxSeries,
    maxBytes,
    clock,
    ...(kept && { journal: kept.journal }),
  });
  if (kept !== undefined) store.restore(kept.stored);
  const late = metrics.counter(catalog.monitoringLateCollections);
  late.add(0, { reader: 'history' });
  const account = accountFor('history', metrics, clock);
  const tell = figuresOf(store, kept?.journal, metrics);
  let newest = 0;
  const keepExemplars = () => {
    const fresh = exemplarsOf(metrics, options.prometheus.globalLabels).filter(
      (one) => one.timestampMillis > newest,
    );
    for (const exemplar of fresh) store.addExemplar(exemplar);
    newest = Math.max(newest, ...fresh.map(({ timestampMillis }) => timestampMillis));
  };
  const observer: typeof account & { onSkipped(): void } = {
    ...account,
    onCollected: (seconds, translation, errors) => {
      account.onCollected(seconds, translation, errors);
      keepExemplars();
      tell();
    },
    onSkipped: () => late.add(1, { reader: 'history' }),
  };
  const { collectionIntervalMillis } = options;
  const inspect = yieldToOthers(metrics);
  reader.start({ store, translator, clock, observer, collectionIntervalMillis, inspect });
  started.push('the history', async () => {
    await reader.stop();
    store.stop();
  });
  return store;
}

/** Keeps the metrics about the history up to date. */
function figuresOf(
  store: HistoryStore,
  journal: PersistentJournal | undefined,
  metrics: KotobaMetrics,
): () => void {
  const series = metrics.gauge(catalog.monitoringHistorySeries);
  const samples = metrics.gauge(catalog.monitoringHistorySamples);
  const bytes = metrics.gauge(catalog.monitoringHistoryBytes);
  const dropped = metrics.counter(catalog.monitoringDroppedSamples);
  const writeErrors = journal && metrics.counter(catalog.monitoringHistoryWriteErrors);
  const reason = 'series_limit';
  dropped.add(0, { reason });
  writeErrors?.add(0, {});
  let [refusedBefore, lostBefore] = [0, 0];
  return () => {
    const stats = store.stats();
    series.set(stats.series, {});
    samples.set(stats.samples, {});
    bytes.set(stats.bytes, {});
    if (refusedBefore === 0 && stats.refusedSeries > 0)
      createLogger('history').warn(
        `new series are refused: the history holds ${stats.series} series in ${stats.bytes} bytes, as many as it may`,
      );
    dropped.add(stats.refusedSeries - refusedBefore, { reason });
    const lost = journal?.stats().lost ?? 0;
    writeErrors?.add(lost - lostBefore, {});
    [refusedBefore, lostBefore] = [stats.refusedSeries, lost];
  };
}
