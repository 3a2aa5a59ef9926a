import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  type Clock,
  errorMessage,
  KotobaError,
  type SeriesTranslator,
  type Translation,
  withTimeout,
} from '@kotoba/core';
import type { MetricReader } from '@opentelemetry/sdk-metrics';
import { scrapeDefaults } from '../options.ts';
import { encodeText } from './text-encoder.ts';

const compress = promisify(gzip);

/** One finished scrape in the forms it may be asked for. */
export interface Scrape {
  readonly text: Buffer;
  /** The text compressed; worked out at the first call. */
  gzipped(): Promise<Buffer>;
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
  /** Time limit of one collection. Default 8,000. */
  readonly collectTimeoutMillis?: number;
}

/** Collects and encodes, one at a time: whoever asks while a scrape is made gets that one. */
export class Scraper {
  readonly #options: Required<ScraperOptions>;
  #flight: Promise<Scrape> | undefined;
  #collecting = false;

  constructor(options: ScraperOptions) {
    this.#options = { collectTimeoutMillis: scrapeDefaults.collectTimeoutMillis, ...options };
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
      const text = await withTimeout(clock, collectTimeoutMillis, 'the collection', () =>
        this.#collect(seconds),
      );
      let gzipped: Promise<Buffer> | undefined;
      return {
        text,
        gzipped: () => {
          gzipped ??= compress(text, { level: 1 });
          return gzipped;
        },
      };
    } catch (error) {
      observer.onFailed(seconds(), error);
      throw error;
    }
  }

  async #collect(seconds: () => number): Promise<Buffer> {
    const { reader, translator, observer, collectTimeoutMillis } = this.#options;
    if (this.#collecting)
      throw new KotobaError('KOTOBA_COLLECTION_FAILED', 'the collection before still hangs');
    this.#collecting = true;
    try {
      const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: collectTimeoutMillis * 0.8 });
      if (errors.length > 0 && resourceMetrics.scopeMetrics.length === 0) throw collectionFailed(errors[0]);
      const translation = translator.translate(resourceMetrics);
      const { text, leftOut } = await encodeText(translation);
      observer.onCollected(seconds(), translation, errors);
      for (const metric of leftOut) observer.onLeftOut(metric);
      return Buffer.from(text);
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
