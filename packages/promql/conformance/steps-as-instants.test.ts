import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { type Engine, MemorySeriesSource, type QueryResult } from '../src/index.ts';
import { conformanceEngine } from './run-command.ts';
import { type EvalCommand, parseScript } from './script.ts';
import { ScriptStorage } from './script-storage.ts';

const SCRIPTS = new URL('./scripts/', import.meta.url);
const STEPS = 4;
/** What depends on the whole query, and what is chosen by an order only instant queries have. */
const QUERY_DEPENDENT = /(start|end|range|step)\(\)|topk|bottomk|sort/i;

/** Each query also as the operand of these: every kind of evaluation has one. */
const FORMS = [
  (query: string) => query,
  (query: string) => `sum by (job) (${query})`,
  (query: string) => `avg(${query})`,
  (query: string) => `limitk(2, ${query})`,
  (query: string) => `(${query}) + (${query})`,
  (query: string) => `(${query}) > 2`,
  (query: string) => `(${query}) or vector(1)`,
  (query: string) => `-(${query})`,
  (query: string) => `histogram_quantile(0.4, ${query})`,
  (query: string) => `rate((${query})[5m:1m])`,
  (query: string) => `sum_over_time((${query})[3m:1m])`,
  (query: string) => `label_replace(${query}, "x", "$1", "__name__", "(.*)")`,
];

/** Every sample of a result by time and labels. */
function samplesOf({ value }: QueryResult): Map<string, unknown> {
  const samples = new Map<string, unknown>();
  const add = (time: number, key: string, sample: unknown) => {
    const place = `${time} ${key}`;
    if (samples.has(place)) throw new Error(`two samples at ${place}`);
    samples.set(place, sample);
  };
  if (value.type === 'scalar') add(value.timestampMillis, '', value.value);
  if (value.type === 'vector') {
    for (const one of value.samples) add(one.timestampMillis, one.labels.key, one.histogram ?? one.value);
  }
  if (value.type === 'matrix') {
    const keys = value.series.map(({ labels }) => labels.key);
    if (new Set(keys).size < keys.length) throw new Error('two series with the same labels');
    for (const { labels, timestamps, values, histograms } of value.series) {
      for (const [i, time] of timestamps.entries()) add(time, labels.key, histograms?.[i] ?? values[i]);
    }
  }
  return samples;
}

/** How many samples a range query gave; it must give those of the instant queries at its steps, or fail as one of them. */
async function compare(engine: Engine, query: string, at: EvalCommand['at'], source: MemorySeriesSource) {
  const stepMillis = at.stepMillis > 0 ? at.stepMillis : 60_000;
  const endMillis = at.startMillis + stepMillis * (STEPS - 1);
  const range = await engine
    .range(query, at.startMillis, endMillis, stepMillis, source)
    .catch(() => undefined);
  const instants = await Promise.all(
    Array.from({ length: STEPS }, (_, i) =>
      engine.instant(query, at.startMillis + i * stepMillis, source).catch(() => undefined),
    ),
  );
  if (range === undefined || instants.includes(undefined)) {
    expect([query, range === undefined]).toEqual([query, instants.includes(undefined)]);
    return 0;
  }
  const expected = new Map(instants.flatMap((instant) => [...samplesOf(instant!)]));
  const got = samplesOf(range);
  expect([query, new Set(got.keys())]).toEqual([query, new Set(expected.keys())]);
  for (const [place, sample] of got) {
    const wanted = expected.get(place);
    if (typeof sample === 'number' && typeof wanted === 'number' && Number.isFinite(wanted))
      expect(Math.abs(sample - wanted)).toBeLessThanOrEqual(1e-9 * Math.abs(wanted));
    else expect([query, place, sample]).toEqual([query, place, wanted]);
  }
  return got.size;
}

it.each(readdirSync(SCRIPTS))(
  'range queries give at each step what instant queries give: %s',
  async (file) => {
    const engine = conformanceEngine();
    const storage = new ScriptStorage();
    let source = new MemorySeriesSource([]);
    let compared = 0;
    for (const command of parseScript(readFileSync(new URL(file, SCRIPTS), 'utf8'))) {
      if (command.kind === 'clear') storage.clear();
      if (command.kind === 'load') storage.load(command);
      if (command.kind !== 'eval') {
        source = new MemorySeriesSource(storage.all());
        continue;
      }
      if (QUERY_DEPENDENT.test(command.query) || command.rangeVector !== undefined) continue;
      for (const form of FORMS) compared += await compare(engine, form(command.query), command.at, source);
    }
    expect(compared).toBeGreaterThan(0);
  },
);
