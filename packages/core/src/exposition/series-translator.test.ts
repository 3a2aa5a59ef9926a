import { describe, expect, it } from '@jest/globals';
import type { MetricInput, ResourceMetricsInput } from './metric-data.ts';
import { SeriesTranslator } from './series-translator.ts';
import type { TranslatedFamily, Translation } from './translated-family.ts';

const GAUGE = 2;
const SUM = 3;
const HISTOGRAM = 0;
const EXPONENTIAL = 1;

function collection(...metrics: MetricInput[]): ResourceMetricsInput {
  return { resource: { attributes: {} }, scopeMetrics: [{ metrics }] };
}

function metric(name: string, dataPointType: number, points: MetricInput['dataPoints']): MetricInput {
  return {
    descriptor: { name, description: '', unit: '' },
    dataPointType,
    isMonotonic: dataPointType === SUM,
    dataPoints: points,
  };
}

function gauge(name: string, ...attributes: Array<Record<string, unknown>>): MetricInput {
  return metric(
    name,
    GAUGE,
    attributes.map((each, index) => ({ attributes: each, value: index + 1 })),
  );
}

function family({ families }: Translation, name: string): TranslatedFamily | undefined {
  return families.find((each) => each.name === name);
}

function lines(translation: Translation, name: string): string[] {
  const found = family(translation, name);
  return found === undefined ? [] : found.series.map(({ text }, i) => `${text}${found.values[i]}`);
}

describe('SeriesTranslator', () => {
  it('joins attributes that become one label name, in the order of their own names', () => {
    const translated = new SeriesTranslator().translate(
      collection(gauge('g', { 'a.b': 'x', a_b: 'y', 'a-b': 'z' })),
    );
    expect(lines(translated, 'g')).toEqual(['g{a_b="z;x;y"} 1']);
    expect(family(translated, 'g')!.series[0]!.labels.get('a_b')).toBe('z;x;y');
  });

  it('keeps the first of two types of one name, whichever collection it came in, and reports the other', () => {
    const translator = new SeriesTranslator();
    const both = collection(gauge('x_total', {}), metric('x', SUM, [{ attributes: {}, value: 7 }]));
    const reversed = collection(metric('x', SUM, [{ attributes: {}, value: 8 }]), gauge('x_total', {}));
    const first = translator.translate(both);
    expect(lines(first, 'x_total')).toEqual(['x_total 1']);
    expect(first.problems).toEqual([{ metric: 'x_total', reason: 'type_conflict' }]);
    expect(lines(translator.translate(reversed), 'x_total')).toEqual(['x_total 1']);
  });

  it('refuses a metric that would write samples of a histogram', () => {
    const histogram = metric('h', HISTOGRAM, [
      { attributes: {}, value: { buckets: { boundaries: [1], counts: [2, 3] }, count: 5, sum: 4 } },
    ]);
    const translated = new SeriesTranslator().translate(collection(histogram, gauge('h_count', {})));
    expect(lines(translated, 'h')).toEqual([
      'h_count 5',
      'h_sum 4',
      'h_bucket{le="1"} 2',
      'h_bucket{le="+Inf"} 5',
    ]);
    expect(translated.problems).toEqual([{ metric: 'h_count', reason: 'type_conflict' }]);
  });

  it('keeps the first of two equal series and reports the second', () => {
    const translated = new SeriesTranslator().translate(
      collection(gauge('g', { 'a.b': '1' }), gauge('g', { a_b: '1' })),
    );
    expect(lines(translated, 'g')).toEqual(['g{a_b="1"} 1']);
    expect(translated.problems).toEqual([{ metric: 'g', reason: 'duplicate_series' }]);
  });

  it('takes an empty label for none, as Prometheus does', () => {
    const translated = new SeriesTranslator().translate(collection(gauge('g', { a: '' }, {})));
    expect(lines(translated, 'g')).toEqual(['g{a=""} 1']);
    expect(translated.problems).toEqual([{ metric: 'g', reason: 'duplicate_series' }]);
  });

  it('renames an attribute that is called like the bucket label', () => {
    const histogram = metric('h', HISTOGRAM, [
      { attributes: { le: 'mine' }, value: { buckets: { boundaries: [], counts: [1] }, count: 1 } },
    ]);
    expect(lines(new SeriesTranslator().translate(collection(histogram)), 'h')).toEqual([
      'h_count{exported_le="mine"} 1',
      'h_bucket{exported_le="mine",le="+Inf"} 1',
    ]);
  });

  it('writes names and values no sample line could hold so that it can', () => {
    const odd = { '1st': 'a"b\\c\nd', list: [1, 'x'], none: undefined, big: 10n, '': 'e' };
    expect(lines(new SeriesTranslator().translate(collection(gauge('9 lives!', odd))), '_9_lives_')).toEqual([
      '_9_lives_{key_1st="a\\"b\\\\c\\nd",list="[1,\\"x\\"]",none="",big="10",_="e"} 1',
    ]);
  });

  it('puts global labels on every series, and lets a series keep its own of that name', () => {
    const translator = new SeriesTranslator({ globalLabels: { region: 'eu', a: 'global' } });
    const translated = translator.translate(collection(gauge('g', {}, { a: 'own' })));
    expect(lines(translated, 'g')).toEqual(['g{region="eu",a="global"} 1', 'g{a="own",region="eu"} 2']);
  });

  it('answers the same object for a series in every collection, by identity or content of its attributes', () => {
    const translator = new SeriesTranslator();
    const attributes = { a: '1' };
    const series = () => family(translator.translate(collection(gauge('g', attributes))), 'g')!.series[0];
    const first = series();
    expect(series()).toBe(first);
    expect(family(translator.translate(collection(gauge('g', { a: '1' }))), 'g')!.series[0]).toBe(first);
  });

  it('makes new series when the boundaries of a histogram change', () => {
    const translator = new SeriesTranslator();
    const attributes = {};
    const histogram = (boundaries: number[]) =>
      collection(
        metric('h', HISTOGRAM, [
          { attributes, value: { buckets: { boundaries, counts: [1, 1] }, count: 2 } },
        ]),
      );
    translator.translate(histogram([5]));
    expect(lines(translator.translate(histogram([6])), 'h')[1]).toBe('h_bucket{le="6"} 1');
  });

  it('forgets what is no longer there, so that its memory stays bounded', () => {
    const translator = new SeriesTranslator();
    const first = family(translator.translate(collection(gauge('g', { a: '1' }))), 'g')!.series[0];
    for (let i = 0; i < 200; i++) translator.translate(collection(gauge('other', {})));
    const again = translator.translate(collection(metric('g', SUM, []), gauge('g', { a: '1' })));
    expect(lines(again, 'g')).toEqual(['g{a="1"} 1']);
    expect(family(again, 'g')!.series[0]).not.toBe(first);
  });

  it('names the metric whose further series share the SDK’s overflow series', () => {
    const translated = new SeriesTranslator().translate(
      collection(gauge('g', { 'otel.metric.overflow': true })),
    );
    expect(translated.problems).toEqual([{ metric: 'g', reason: 'overflow' }]);
    expect(lines(translated, 'g')).toEqual(['g{otel_metric_overflow="true"} 1']);
  });

  it('reports a metric of whose name nothing is left', () => {
    expect(new SeriesTranslator().translate(collection(gauge('…', {}))).problems).toEqual([
      { metric: '…', reason: 'invalid_name' },
    ]);
  });

  it('turns exponential histograms into native ones, whose buckets end one index later', () => {
    const value = {
      count: 12,
      sum: 30,
      scale: 0,
      zeroCount: 2,
      positive: { offset: -1, bucketCounts: [1, 0, 0, 4] },
      negative: { offset: 2, bucketCounts: [5] },
    };
    const translated = new SeriesTranslator().translate(
      collection(metric('e', EXPONENTIAL, [{ attributes: {}, value }])),
    );
    expect(family(translated, 'e')).toMatchObject({ type: 'native', values: [] });
    expect(family(translated, 'e')!.histograms).toEqual([
      {
        schema: 0,
        zeroThreshold: 0,
        zeroCount: 2,
        count: 12,
        sum: 30,
        positiveSpans: [
          { offset: 0, length: 1 },
          { offset: 2, length: 1 },
        ],
        positiveBuckets: [1, 4],
        negativeSpans: [{ offset: 3, length: 1 }],
        negativeBuckets: [5],
        counterResetHint: 'unknown',
      },
    ]);
  });

  it('merges scales finer than Prometheus’ finest, and refuses coarser than its coarsest', () => {
    const value = (scale: number) => ({
      count: 3,
      scale,
      zeroCount: 0,
      positive: { offset: 4, bucketCounts: [1, 1, 1] },
      negative: { offset: 0, bucketCounts: [] },
    });
    const fine = new SeriesTranslator().translate(
      collection(metric('e', EXPONENTIAL, [{ attributes: {}, value: value(9) }])),
    );
    expect(family(fine, 'e')!.histograms![0]).toMatchObject({
      schema: 8,
      positiveSpans: [{ offset: 3, length: 2 }],
      positiveBuckets: [2, 1],
    });
    const coarse = new SeriesTranslator().translate(
      collection(metric('e', EXPONENTIAL, [{ attributes: {}, value: value(-5) }])),
    );
    expect(coarse.problems).toEqual([{ metric: 'e', reason: 'invalid_scale' }]);
  });

  it('describes the target by the resource’s attributes', () => {
    const translated = new SeriesTranslator({ globalLabels: { region: 'eu' } }).translate({
      resource: { attributes: { 'service.name': 'shop' } },
      scopeMetrics: [],
    });
    expect(lines(translated, 'target_info')).toEqual(['target_info{service_name="shop"} 1']);
  });
});
