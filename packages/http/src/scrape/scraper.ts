import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  type Clock,
  type Exemplar,
  errorMessage,
  KotobaError,
  type SeriesTranslator,
  type Translation,
  withTimeout,
} from '@kotoba/core';
import type { MetricReader } from '@opentelemetry/sdk-metrics';
import { scrapeDefaults } from '../options.ts';
import { openMetricsFormat } from './openmetrics-encoder.ts';
import { encodeText, textFormat } from './text-encoder.ts';

const compress = promisify(gzip);

/** The formats a scrape may be asked for in. */
export type ScrapeFormat = 'text' | 'openmetrics';

/** A scrape written in one format. */
export interface WrittenScrape {
  readonly text: Buffer;
  /** The text compressed; worked out at the first call. */
  gzipped(): Promise<Buffer>;
}

/** One finished collection; each format is worked out at the first call. */
export interface Scrape {
  /** Whether there is something only OpenMetrics can carry. */
  readonly hasExemplars: boolean;
  as(format: ScrapeFormat): Promise<WrittenScrape>;
}

/** Told of every collection made for a scrape. */
export interface ScrapeObserver {
  /** @param errors what single instruments failed with; the rest of the scrape is served */
  onCollected(seconds: number, translation: Translation, errors: readonly unknown[]): void;
  /** A metric the text format cannot carry. */
  onLeftOut(metric: string): void;
  onFailed(seconds: number, error: unknown): void;
}

/** What a scraper works with. */
export interface ScraperOptions {
  readonly reader: Pick<MetricReader, 'collect'>;
  readonly translator: SeriesTranslator;
  readonly clock: Clock;
  readonly observer: ScrapeObserver;
  /** Exemplars for those who ask for OpenMetrics. Default none. */
  readonly exemplars?: () => readonly Exemplar[];
  /** Time limit of one collection. Default 8,000. */
  readonly collectTimeoutMillis?: number;
}

/** Collects and encodes, one at a time: whoever asks while a scrape is made gets that one. */
export class Scraper {
  readonly #options: Required<ScraperOptions>;
  #flight: Promise<Scrape> | undefined;
  #collecting = false;

  constructor(options: ScraperOptions) {
    this.#options = {
      collectTimeoutMillis: scrapeDefaults.collectTimeoutMillis,
      exemplars: () => [],
      ...options,
    };
  }

  /** @throws {KotobaError} KOTOBA_COLLECTION_FAILED or KOTOBA_TIMEOUT */
  scrape(): Promise<Scrape> {
    this.#flight ??= this.#run().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #run(): Promise<Scrape> {
    const { clock, observer, collectTimeoutMillis } = this.#options;
    const started = clock.monotonic();
    const seconds = () => (clock.monotonic() - started) / 1_000;
    try {
      const translation = await withTimeout(clock, collectTimeoutMillis, 'the collection', () =>
        this.#collect(seconds),
      );
      return this.#written(translation);
    } catch (error) {
      observer.onFailed(seconds(), error);
      throw error;
    }
  }

  #written(translation: Translation): Scrape {
    const exemplars = this.#options.exemplars();
    const formats = new Map<ScrapeFormat, Promise<WrittenScrape>>();
    const write = async (format: ScrapeFormat): Promise<WrittenScrape> => {
      const how = format === 'text' ? textFormat : openMetricsFormat(exemplars);
      const text = Buffer.from(await encodeText(translation, how));
      let gzipped: Promise<Buffer> | undefined;
      return {
        text,
        gzipped: () => {
          gzipped ??= compress(text, { level: 1 });
          return gzipped;
        },
      };
    };
    return {
      hasExemplars: exemplars.length > 0,
      as: (format) => {
        const written = formats.get(format) ?? write(format);
        formats.set(format, written);
        return written;
      },
    };
  }

  async #collect(seconds: () => number): Promise<Translation> {
    const { reader, translator, observer, collectTimeoutMillis } = this.#options;
    if (this.#collecting)
      throw new KotobaError('KOTOBA_COLLECTION_FAILED', 'the collection before still hangs');
    this.#collecting = true;
    try {
      const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: collectTimeoutMillis * 0.8 });
      if (errors.length > 0 && resourceMetrics.scopeMetrics.length === 0) throw collectionFailed(errors[0]);
      const translation = translator.translate(resourceMetrics);
      observer.onCollected(seconds(), translation, errors);
      for (const { type, name } of translation.families) if (type === 'native') observer.onLeftOut(name);
      return translation;
    } catch (error) {
      throw error instanceof KotobaError ? error : collectionFailed(error);
    } finally {
      this.#collecting = false;
    }
  }
}

function collectionFailed(cause: unknown): KotobaError {
  return new KotobaError('KOTOBA_COLLECTION_FAILED', `the collection failed: ${errorMessage(cause)}`, {
    cause,
  });
}
