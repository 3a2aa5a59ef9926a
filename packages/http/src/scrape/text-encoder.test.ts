import { describe, expect, it } from '@jest/globals';
import { SeriesTranslator } from '@kotoba/core';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { ScrapeReader } from './scrape-reader.ts';
import { encodeText, textFormat } from './text-encoder.ts';

const official = new PrometheusSerializer(undefined, false, undefined, false, true);

async function bothTexts(
  record: (provider: MeterProvider) => void,
): Promise<{ ours: string; theirs: string }> {
  const reader = new ScrapeReader();
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'x"y\\z', n: 5 }),
    readers: [reader],
    views: [
      {
        instrumentName: 'empty.buckets',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [] } },
      },
    ],
  });
  record(provider);
  const { resourceMetrics } = await reader.collect();
  const text = await encodeText(new SeriesTranslator().translate(resourceMetrics));
  await provider.shutdown();
  return { ours: text, theirs: official.serialize(resourceMetrics) };
}

/** Attribute names that become different labels, none of them a name the two treat differently on purpose. */
const attributes = fc.dictionary(
  fc.constantFrom('a', 'b.c', 'd-e', 'f/g', 'H'),
  fc.oneof(fc.string({ minLength: 1 }), fc.double(), fc.boolean()),
  {
    maxKeys: 4,
  },
);

describe('encodeText', () => {
  it('writes every kind of instrument byte for byte as the official exporter does', async () => {
    const { ours, theirs } = await bothTexts((provider) => {
      const meter = provider.getMeter('test', '1.0');
      meter
        .createCounter('orders', { description: 'Orders\nper "shop" \\', unit: '{order}' })
        .add(3, { shop: 'ü"\\\n' });
      meter.createCounter('already_total').add(1.5);
      meter.createUpDownCounter('queue.length').add(-2);
      meter.createGauge('temperature').record(Number.NaN, { at: 'here' });
      meter.createGauge('infinite').record(Infinity);
      meter.createGauge('negative').record(-Infinity);
      meter
        .createObservableGauge('watched')
        .addCallback((result) => result.observe(1e21, { list: ['a', 1] as never }));
      meter.createObservableCounter('counted').addCallback((result) => result.observe(7));
      const histogram = meter.createHistogram('latency', { unit: 's' });
      for (const value of [0.001, 3, 99, 1e9]) histogram.record(value, { route: '/' });
      meter.createHistogram('empty.buckets').record(4);
    });
    expect(`${ours}`).toBe(theirs.endsWith('\n') ? theirs : `${theirs}\n`);
  });

  it('equals the official exporter on random attributes and values', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(attributes, fc.double({ min: 0, noNaN: true })), {
          maxLength: 6,
          selector: ([a]) => JSON.stringify(a),
        }),
        async (points) => {
          const { ours, theirs } = await bothTexts((provider) => {
            const meter = provider.getMeter('test');
            const counter = meter.createCounter('c.1', { description: 'c' });
            const histogram = meter.createHistogram('h');
            for (const [labels, value] of points) {
              counter.add(value, labels);
              histogram.record(value, labels);
            }
          });
          const ending = theirs.endsWith('# no registered metrics') ? '# no registered metrics' : '';
          expect(ours).toBe(theirs.slice(0, theirs.length - ending.length));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leaves exponential histograms out', async () => {
    const reader = new ScrapeReader();
    const provider = new MeterProvider({
      readers: [reader],
      views: [{ instrumentName: 'e', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
    });
    provider.getMeter('test').createHistogram('e').record(3);
    const { resourceMetrics } = await reader.collect();
    const text = await encodeText(new SeriesTranslator().translate(resourceMetrics));
    expect(text).not.toContain('\n# TYPE e ');
    await provider.shutdown();
  });

  it('gives the event loop a turn every two thousand samples', async () => {
    let turns = 0;
    const series = Array.from({ length: 10_000 }, (_, i) => ({
      labels: undefined as never,
      text: `g{i="${i}"} `,
    }));
    const text = await encodeText(
      {
        families: [{ name: 'g', type: 'gauge', help: '', unit: '', series, values: series.map((_, i) => i) }],
      },
      textFormat,
      async () => {
        turns++;
      },
    );
    expect(turns).toBe(4);
    expect(text.split('\n')).toHaveLength(10_003);
  });
});
