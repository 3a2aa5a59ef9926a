import { Labels, type Matcher, type SelectRange, type SeriesSamples, type SeriesSource } from '@kotoba/core';
import { formatMatcher } from '@kotoba/promql';
import type { ServiceClient } from './service-client.ts';

interface MatrixJson {
  readonly result: readonly {
    readonly metric: Record<string, string>;
    readonly values?: [number, string][];
  }[];
}

/** The raw samples of a running service, or of a Prometheus, by its query API. Native histograms are left out. */
export class HttpSeriesSource implements SeriesSource {
  readonly #client: ServiceClient;

  constructor(client: ServiceClient) {
    this.#client = client;
  }

  async select(
    matchers: readonly Matcher[],
    { startMillis, endMillis }: SelectRange,
  ): Promise<SeriesSamples[]> {
    // A range selector gives the samples as they are; its left end is open.
    const millis = Math.max(1, Math.ceil(endMillis - startMillis + 1));
    const query = `{${matchers.map(formatMatcher).join(',')}}[${millis}ms]`;
    const data = await this.#client.get('/api/v1/query', { query, time: String(endMillis / 1_000) });
    return (data as MatrixJson).result.flatMap(({ metric, values }) =>
      values === undefined ? [] : [toSamples(metric, values)],
    );
  }

  async series(matchers: readonly Matcher[], range: SelectRange): Promise<Labels[]> {
    return (await this.select(matchers, range)).map(({ labels }) => labels);
  }

  async labelNames(matchers: readonly Matcher[], range: SelectRange): Promise<string[]> {
    const names = (await this.series(matchers, range)).flatMap((labels) => labels.names);
    return [...new Set(names)].sort();
  }

  async labelValues(name: string, matchers: readonly Matcher[], range: SelectRange): Promise<string[]> {
    const values = new Set((await this.series(matchers, range)).map((labels) => labels.get(name)));
    values.delete('');
    return [...values].sort();
  }
}

function toSamples(metric: Record<string, string>, pairs: readonly [number, string][]): SeriesSamples {
  const values = new Float64Array(pairs.length);
  pairs.forEach(([, text], i) => {
    const special = { NaN: Number.NaN, '+Inf': Number.POSITIVE_INFINITY, '-Inf': Number.NEGATIVE_INFINITY }[
      text
    ];
    values[i] = special ?? Number(text);
  });
  return {
    labels: Labels.from(metric),
    timestamps: Float64Array.from(pairs, ([seconds]) => Math.round(seconds * 1_000)),
    values,
  };
}
