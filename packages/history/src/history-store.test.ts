import { describe, expect, it } from '@jest/globals';
import {
  equalMatcher,
  isStaleNaN,
  Labels,
  ManualClock,
  type Matcher,
  type NativeHistogram,
  type SeriesSamples,
  systemClock,
  type TranslatedFamily,
  type TranslatedSeries,
} from '@kotoba/core';
import { HistoryStore } from './history-store.ts';
import type { HistoryStoreOptions } from './options.ts';

const STEP = 15_000;
const START = 1_700_000_000_000;
const ALL = { startMillis: 0, endMillis: Number.MAX_SAFE_INTEGER };
const EVERYTHING = { retentionMillis: 1e12, maxPointsPerSeries: 1e9 };

/** Families with the same series objects for the same labels, as a translator answers them. */
class Collections {
  readonly #series = new Map<string, TranslatedSeries>();

  gauges(values: Record<string, number>): TranslatedFamily {
    const series = Object.keys(values).map((id) => this.#of({ __name__: 'g', id }));
    return { name: 'g', type: 'gauge', help: 'Help.', unit: '', series, values: Object.values(values) };
  }

  histogram(counts: readonly number[], sum: number): TranslatedFamily {
    const bounds = ['0.1', '1', '10', '+Inf'];
    const series = [
      this.#of({ __name__: 'h_count' }),
      this.#of({ __name__: 'h_sum' }),
      ...bounds.map((le) => this.#of({ __name__: 'h_bucket', le })),
    ];
    return {
      name: 'h',
      type: 'histogram',
      help: '',
      unit: '',
      series,
      values: [counts.at(-1)!, sum, ...counts],
    };
  }

  native(histogram: NativeHistogram): TranslatedFamily {
    const series = [this.#of({ __name__: 'n' })];
    return { name: 'n', type: 'native', help: '', unit: '', series, values: [], histograms: [histogram] };
  }

  #of(record: Record<string, string>): TranslatedSeries {
    const labels = Labels.from(record);
    const known = this.#series.get(labels.key) ?? { labels, text: '' };
    this.#series.set(labels.key, known);
    return known;
  }
}

function store(options: HistoryStoreOptions = {}) {
  const clock = new ManualClock(START);
  const collections = new Collections();
  const history = new HistoryStore({ clock, ...EVERYTHING, ...options });
  const gauges = (step: number, values: Record<string, number>) =>
    history.append(START + step * STEP, { families: [collections.gauges(values)] });
  return { history, clock, collections, gauges };
}

function named(name: string): Matcher[] {
  return [equalMatcher('__name__', name)];
}

/** Samples by `id`, as `step: value`; `stale` is a stale marker. */
function read(selected: readonly SeriesSamples[]): Record<string, string[]> {
  return Object.fromEntries(
    selected.map(({ labels, timestamps, values }) => [
      labels.get('id') || labels.toString(),
      Array.from(
        timestamps,
        (time, i) => `${(time - START) / STEP}: ${isStaleNaN(values, i) ? 'stale' : values[i]}`,
      ),
    ]),
  );
}

describe('HistoryStore', () => {
  it('answers what was appended, from raw segments and compressed blocks alike', () => {
    const { history, gauges } = store();
    const expected = { a: [] as string[], b: [] as string[] };
    for (let step = 0; step < 500; step++) {
      const values = { a: step, b: Math.sin(step) };
      gauges(step, values);
      expected.a.push(`${step}: ${values.a}`);
      expected.b.push(`${step}: ${values.b}`);
    }
    expect(read(history.selectNow(named('g'), ALL))).toEqual(expected);
    history.sealNow();
    expect(history.stats().chunks).toBe(4);
    expect(read(history.selectNow(named('g'), ALL))).toEqual(expected);
  });

  it('reads ranges that begin and end within blocks', () => {
    const { history, gauges } = store();
    for (let step = 0; step < 400; step++) gauges(step, { a: step });
    history.sealNow();
    for (const [from, to] of [
      [0, 0],
      [100, 130],
      [119, 120],
      [399, 399],
      [50, 395],
    ] as const) {
      const range = { startMillis: START + from * STEP, endMillis: START + to * STEP };
      const steps = Array.from({ length: to - from + 1 }, (_, i) => `${from + i}: ${from + i}`);
      expect(read(history.selectNow(named('g'), range))).toEqual({ a: steps });
      const within = { startMillis: range.startMillis - 1, endMillis: range.endMillis + 1 };
      expect(read(history.selectNow(named('g'), within))).toEqual({ a: steps });
    }
    expect(history.selectNow(named('g'), { startMillis: START + 1, endMillis: START + STEP - 1 })).toEqual(
      [],
    );
  });

  it('marks the end of a series that vanishes, once, and takes it up again when it is back', () => {
    const { history, gauges } = store();
    gauges(0, { a: 1, b: 1 });
    gauges(1, { a: 2 });
    gauges(2, { a: 3 });
    gauges(3, { a: 4, b: 4 });
    const expected = { a: ['0: 1', '1: 2', '2: 3', '3: 4'], b: ['0: 1', '1: stale', '3: 4'] };
    expect(read(history.selectNow(named('g'), ALL))).toEqual(expected);
    for (let step = 4; step < 130; step++) gauges(step, { a: step });
    history.sealNow();
    const [a, b] = history.selectNow(named('g'), { ...ALL, endMillis: START + 3 * STEP });
    expect(read([a!, b!])).toEqual(expected);
    expect(isStaleNaN(b!.values, 1)).toBe(true);
  });

  it('gives series that were all present the same timestamps array, also those that began later', () => {
    const { history, gauges } = store();
    for (let step = 0; step < 130; step++)
      gauges(step, step < 10 ? { a: 1, b: 2 } : { a: 1, b: 2, c: 3, d: 4 });
    const [a, b, c, d] = history.selectNow(named('g'), ALL);
    expect(a!.timestamps).toBe(b!.timestamps);
    expect(c!.timestamps).toBe(d!.timestamps);
    expect(c!.timestamps).toHaveLength(120);
  });

  it('keeps a value that is not a number apart from no value', () => {
    const { history, gauges } = store();
    gauges(0, { a: Number.NaN, b: 1 });
    gauges(1, { a: Number.POSITIVE_INFINITY, b: -0 });
    for (let step = 2; step < 125; step++) gauges(step, { a: 0, b: 0 });
    history.sealNow();
    const range = { startMillis: START, endMillis: START + STEP };
    const [a, b] = history.selectNow(named('g'), range);
    expect([...a!.values]).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
    expect(isStaleNaN(a!.values, 0)).toBe(false);
    expect(Object.is(b!.values[1], -0)).toBe(true);
  });

  it('compresses the buckets of a histogram by those below them', () => {
    const together = store();
    const apart = store();
    const counts = [0, 0, 0, 0];
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let step = 0; step < 120; step++) {
      const more = Math.floor(random() * 1_000);
      for (let i = 0; i < 4; i++) counts[i]! += more + i * Math.floor(random() * 3);
      const families = [together.collections.histogram([...counts], step * 0.37)];
      together.history.append(START + step * STEP, { families });
      apart.history.append(START + step * STEP, { families: [{ ...families[0]!, type: 'gauge' as const }] });
    }
    together.history.sealNow();
    apart.history.sealNow();
    expect(together.history.stats().bytes).toBeLessThan(apart.history.stats().bytes - 400);
    expect(read(together.history.selectNow([], ALL))).toEqual(read(apart.history.selectNow([], ALL)));
  });

  it('keeps native histograms, in raw segments and blocks', () => {
    const { history, collections } = store();
    const of = (step: number): NativeHistogram => ({
      schema: 3,
      zeroThreshold: 0.001,
      zeroCount: step,
      count: 3 * step,
      sum: step * 1.5,
      positiveSpans: [{ offset: step < 60 ? -2 : 4, length: 2 }],
      positiveBuckets: [step, step],
      negativeSpans: [],
      negativeBuckets: [],
      counterResetHint: 'unknown',
    });
    for (let step = 0; step < 150; step++)
      history.append(START + step * STEP, { families: step === 70 ? [] : [collections.native(of(step))] });
    history.sealNow();
    const [series] = history.selectNow(named('n'), ALL);
    expect(series!.timestamps).toHaveLength(150);
    expect(isStaleNaN(series!.values, 70)).toBe(true);
    expect(series!.histograms![70]).toBeUndefined();
    for (const step of [0, 59, 60, 71, 119, 120, 149]) expect(series!.histograms![step]).toEqual(of(step));
    expect(history.metadata().get('n')).toEqual({ type: 'histogram', help: '', unit: '' });
  });

  it('refuses a collection that is not later than the last, and loses nothing by it', () => {
    const { history, gauges } = store();
    expect(gauges(1, { a: 1 })).toBe(true);
    expect(gauges(1, { a: 2 })).toBe(false);
    expect(gauges(0, { a: 3 })).toBe(false);
    expect(gauges(2, { a: 4 })).toBe(true);
    expect(read(history.selectNow(named('g'), ALL))).toEqual({ a: ['1: 1', '2: 4'] });
  });

  it.each([100, 500])(
    'goes on at once after %i collections when the clock is set back by minutes',
    (count) => {
      const { history, gauges } = store();
      for (let step = 0; step < count; step++) gauges(step, { a: step, b: step });
      if (count === 500) history.sealNow();
      const back = count - 40;
      expect(gauges(back, { a: -1 })).toBe(true);
      expect(gauges(back + 1, { a: -2 })).toBe(true);
      const { a } = read(history.selectNow(named('g'), ALL));
      expect(a!.slice(-2)).toEqual([`${back}: -1`, `${back + 1}: -2`]);
      const steps = a!.slice(0, -2).map((text) => Number(text.split(':')[0]));
      expect(steps.every((step) => step < back)).toBe(true);
      // A block is the least that goes.
      expect(steps.length).toBeGreaterThan(back - 120);
      expect(history.stats().newestMillis).toBe(START + (back + 1) * STEP);
    },
  );

  it('takes results of rules again when the clock is set back by minutes', () => {
    const { history } = store();
    const samples = (value: number) => [{ labels: Labels.from({ __name__: 'r' }), value }];
    for (let step = 0; step < 100; step++) history.appendSamples('rules', START + step * STEP, samples(step));
    expect(history.appendSamples('rules', START + 90 * STEP, samples(-1))).toBe(false);
    expect(history.appendSamples('rules', START + 50 * STEP, samples(-1))).toBe(true);
    const [series] = history.selectNow(named('r'), ALL);
    expect(series!.timestamps.at(-1)).toBe(START + 50 * STEP);
    expect(series!.values.at(-1)).toBe(-1);
    expect(history.appendSamples('rules', START - 1_000 * STEP, samples(-2))).toBe(true);
    expect(history.selectNow(named('r'), ALL)[0]!.values).toEqual(Float64Array.of(-2));
  });

  it('hides what is older than the retention at once, and drops it block by block', () => {
    const { history, gauges } = store({ retentionMillis: 240 * STEP });
    for (let step = 0; step <= 700; step++)
      gauges(step, { a: step, [`short-${Math.floor(step / 200)}`]: step });
    const [a] = history.selectNow([...named('g'), equalMatcher('id', 'a')], ALL);
    expect(a!.values[0]).toBe(460);
    expect(a!.values).toHaveLength(241);
    expect(history.labelValues('id', [], ALL)).toEqual(['a', 'short-1', 'short-2', 'short-3']);
    expect(history.stats().series).toBe(4);
    expect(history.stats().oldestMillis).toBe(START + 360 * STEP);
  });

  it('keeps as many points of a series as it may, and gives the places of what is gone to others', () => {
    const { history, gauges } = store({ maxPointsPerSeries: 200 });
    for (let step = 0; step < 2_000; step++) gauges(step, { a: step, [`id-${step}`]: step });
    history.sealNow();
    const { series, samples } = history.stats();
    expect(series).toBeLessThanOrEqual(2 + 320);
    const { timestamps } = history.selectNow([equalMatcher('id', 'a')], ALL)[0]!;
    expect(timestamps.length).toBeGreaterThanOrEqual(200);
    expect(timestamps.length).toBeLessThanOrEqual(320);
    expect(samples).toBeGreaterThan(600);
    expect(read(history.selectNow([equalMatcher('id', 'id-1995')], ALL))).toEqual({
      'id-1995': ['1995: 1995', '1996: stale'],
    });
  });

  it('refuses and counts new series beyond the limit, and takes them once there is room', () => {
    const { history, gauges } = store({ maxSeries: 2, retentionMillis: 100 * STEP });
    gauges(0, { a: 1, b: 1, c: 1 });
    gauges(1, { a: 2, c: 2 });
    expect(Object.keys(read(history.selectNow([], ALL)))).toEqual(['a', 'b']);
    expect(history.stats().refusedSeries).toBe(2);
    for (let step = 2; step < 400; step++) gauges(step, { a: 3, c: 3 });
    expect(Object.keys(read(history.selectNow([], ALL))).sort()).toEqual(['a', 'c']);
  });

  it('drops the oldest samples when there are more bytes than allowed, then refuses series', () => {
    const { history, gauges } = store({ maxBytes: 60_000 });
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`id-${i}`, 0]));
    for (let step = 0; step < 3_000; step++) {
      gauges(step, Object.fromEntries(Object.keys(many).map((id) => [id, Math.random()])));
      history.sealNow();
    }
    const { bytes, oldestMillis } = history.stats();
    expect(bytes).toBeLessThan(60_000 + 40_000);
    expect(oldestMillis).toBeGreaterThan(START + 2_000 * STEP);
    const crowd = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`new-${i}`, 0]));
    gauges(3_000, crowd);
    expect(history.stats().refusedSeries).toBeGreaterThan(1_500);
    expect(history.stats().bytes).toBeLessThan(200_000);
  });

  it('compresses in turns on its clock, and answers the same all the while', async () => {
    const { history, clock, gauges } = store();
    for (let step = 0; step < 120; step++) gauges(step, { a: step, b: step / 3 });
    const before = read(history.selectNow([], ALL));
    expect(history.stats().chunks).toBe(0);
    await clock.advance(1_000);
    expect(history.stats().chunks).toBe(1);
    expect(read(history.selectNow([], ALL))).toEqual(before);
  });

  it('keeps the results of rules on timelines of their own, with stale markers where they say so', () => {
    const { history, gauges } = store();
    const a = Labels.from({ __name__: 'r', id: 'a' });
    const b = Labels.from({ __name__: 'r', id: 'b' });
    gauges(0, { a: 1 });
    history.appendSamples('group', START + 1, [{ labels: a, value: 1 }]);
    history.appendSamples('group', START + 1, [{ labels: b, value: 2 }]);
    expect(history.appendSamples('group', START, [{ labels: a, value: 9 }])).toBe(false);
    history.appendSamples('group', START + STEP, [
      { labels: a, value: undefined },
      { labels: b, value: 3 },
    ]);
    const [first, second] = history.selectNow(named('r'), ALL);
    expect([...first!.timestamps, ...second!.timestamps]).toEqual([
      START + 1,
      START + STEP,
      START + 1,
      START + STEP,
    ]);
    expect(isStaleNaN(first!.values, 1)).toBe(true);
    expect([...second!.values]).toEqual([2, 3]);
  });

  it('answers a series that two timelines hold once', () => {
    const { history } = store();
    const labels = Labels.from({ __name__: 'r' });
    for (const step of [0, 2, 4])
      history.appendSamples('one', START + step * STEP, [{ labels, value: step }]);
    for (const step of [1, 2, 3])
      history.appendSamples('two', START + step * STEP, [{ labels, value: 10 * step }]);
    expect(Object.values(read(history.selectNow(named('r'), ALL)))).toEqual([
      ['0: 0', '1: 10', '2: 2', '3: 30', '4: 4'],
    ]);
    expect(history.series(named('r'), ALL)).toHaveLength(1);
  });

  it('forgets a timeline whose samples are all too old', () => {
    const { history, gauges } = store({ retentionMillis: 10 * STEP });
    history.appendSamples('group', START, [{ labels: Labels.from({ __name__: 'r' }), value: 1 }]);
    gauges(5, { a: 1 });
    expect(history.stats().series).toBe(2);
    gauges(50, { a: 1 });
    expect(history.stats().series).toBe(1);
  });

  it('lists names and values of the series in a range', () => {
    const { history, gauges } = store();
    for (let step = 0; step < 130; step++) gauges(step, step < 120 ? { a: 1, early: 1 } : { a: 1, late: 1 });
    history.sealNow();
    const early = { startMillis: START, endMillis: START + 100 * STEP };
    const late = { startMillis: START + 122 * STEP, endMillis: START + 130 * STEP };
    expect(history.labelValues('id', [], early)).toEqual(['a', 'early']);
    expect(history.labelValues('id', [], late)).toEqual(['a', 'early', 'late']);
    expect(history.labelNames([], ALL)).toEqual(['__name__', 'id']);
    expect(history.labelNames([equalMatcher('id', 'none')], ALL)).toEqual([]);
    expect(history.series([equalMatcher('id', 'late')], early)).toEqual([]);
  });

  it('throws rather than read more samples than the caller allows', () => {
    const { history, gauges } = store();
    for (let step = 0; step < 50; step++) gauges(step, { a: 1, b: 1 });
    expect(history.selectNow(named('g'), { ...ALL, maxSamples: 100 })).toHaveLength(2);
    expect(() => history.selectNow(named('g'), { ...ALL, maxSamples: 99 })).toThrow('at most 99 samples');
  });

  it('reads large selections in turns, as they were when asked for, and stops when the caller goes', async () => {
    const { history, gauges } = store({ clock: systemClock });
    const values = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`id-${i}`, i]));
    for (let step = 0; step < 250; step++) gauges(step, values);
    const selecting = history.select(named('g'), ALL);
    expect(selecting).toBeInstanceOf(Promise);
    gauges(250, values);
    history.sealNow();
    const selected = await selecting;
    expect(selected).toHaveLength(1_000);
    expect(selected.every((one) => one.values.length === 250)).toBe(true);
    const abort = new AbortController();
    const aborted = history.select(named('g'), { ...ALL, signal: abort.signal });
    abort.abort(new Error('gone'));
    await expect(aborted).rejects.toThrow('gone');
  });

  it('keeps the newest exemplars', () => {
    const { history } = store({ maxExemplars: 2 });
    const seriesLabels = Labels.from({ __name__: 'h_bucket', le: '1' });
    for (const value of [1, 2, 3])
      history.addExemplar({
        seriesLabels,
        labels: Labels.from({ trace_id: `t${value}` }),
        value,
        timestampMillis: START + value,
      });
    const values = (name: string) => history.exemplars(named(name), ALL).map(({ value }) => value);
    expect(values('h_bucket')).toEqual([2, 3]);
    expect(values('other')).toEqual([]);
  });
});
