import type { SeriesSamples, TranslatedFamily } from '@kotoba/core';
import { HistoryStore } from '@kotoba/history';

const UNLIMITED = { retentionMillis: 1e15, maxPointsPerSeries: 1e9, maxBytes: 1e12 };

/**
 * A history that has collected the series, which share their timestamps, one collection after the other; all of it is
 * compressed. Series of classic histograms are `…_count`, `…_sum` and `…_bucket`, as scrapes have them.
 */
export function storeOf(series: readonly SeriesSamples[]): HistoryStore {
  const store = new HistoryStore(UNLIMITED);
  const families = Map.groupBy(series, ({ labels }) => labels.metricName.replace(/_(count|sum|bucket)$/, ''));
  const columns = [...families].map(([name, members]) => ({ name, members: inScrapeOrder(members) }));
  const translated = columns.map(({ name, members }) => ({
    name,
    type: members.length > 0 && members.some(({ labels }) => labels.has('le')) ? 'histogram' : 'counter',
    help: '',
    unit: '',
    series: members.map(({ labels }) => ({ labels, text: '' })),
  })) as Omit<TranslatedFamily, 'values'>[];
  series[0]!.timestamps.forEach((timestamp, i) => {
    const collection = translated.map((family, at) => ({
      ...family,
      values: columns[at]!.members.map(({ values }) => values[i]!),
    }));
    store.append(timestamp, { families: collection });
  });
  store.sealNow();
  return store;
}

/** Of each histogram the count, the sum, then the buckets; they came as buckets, sum, count. */
function inScrapeOrder(members: readonly SeriesSamples[]): readonly SeriesSamples[] {
  const rank = ({ labels }: SeriesSamples) =>
    ['_count', '_sum'].findIndex((suffix) => labels.metricName.endsWith(suffix)) + 1 || 3;
  const instances = Map.groupBy(members, ({ labels }) => `${labels.get('job')} ${labels.get('instance')}`);
  return [...instances.values()].flatMap((instance) => instance.sort((a, b) => rank(a) - rank(b)));
}
