/** @needs prometheus promtool */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SeriesSamples } from '@kotoba/core';
import { createEngine, MemorySeriesSource, type QueryValue } from '@kotoba/promql';
import { Cleanup } from './support/cleanup.ts';
import { differentialSeries, FIRST_SECONDS, LAST_SECONDS, randoms } from './support/differential-samples.ts';
import { prometheusOver } from './support/prometheus-over-samples.ts';
import type { PrometheusServer } from './support/prometheus-server.ts';
import { PromqlGenerator } from './support/promql-generator.ts';

/**
 * Debian's Prometheus 2.42 and our engine evaluate the same generated expressions over the same samples. Samples and
 * instants are chosen so that none lies on the edge of a window, where 2.42 counts one sample more than 3.x and we do.
 */
const EXPRESSIONS = 400;
const RELATIVE = 1e-9;

const cleanup = new Cleanup();
let prometheus: PrometheusServer;
const source = new MemorySeriesSource(differentialSeries());
const engine = createEngine();

beforeAll(async () => {
  prometheus = await prometheusOver(differentialSeries(), cleanup);
}, 60_000);

afterAll(() => cleanup.run());

/** Points by series and time. */
type Points = Map<string, Map<number, number>>;
/** What an evaluation came to: points, or that it failed. */
type Outcome = Points | 'failed';

interface PrometheusAnswer {
  readonly status: string;
  readonly errorType?: string;
  readonly data: {
    readonly resultType: string;
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
}

async function askPrometheus(path: string, parameters: Record<string, string>): Promise<Outcome> {
  const response = await fetch(`${prometheus.url}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const { status, errorType, data } = (await response.json()) as PrometheusAnswer;
  if (status !== 'success') {
    if (errorType !== 'execution') throw new Error(`Prometheus: ${errorType} for ${parameters.query}`);
    return 'failed';
  }
  return new Map(
    data.result.map(({ metric, value, values }) => [
      keyOf(metric),
      new Map((values ?? [value!]).map(([time, text]) => [Math.round(time * 1_000), parseValue(text)])),
    ]),
  );
}

function parseValue(text: string): number {
  return text.endsWith('Inf') ? Number(text.replace('Inf', 'Infinity')) : Number(text);
}

function keyOf(metric: Record<string, string>): string {
  return JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function evaluate(run: () => Promise<{ readonly value: QueryValue }>): Promise<Outcome> {
  let value: QueryValue;
  try {
    ({ value } = await run());
  } catch (error) {
    if ((error as { code?: string }).code === 'PROMQL_EXECUTION_ERROR') return 'failed';
    throw error;
  }
  if (value.type === 'vector') {
    return new Map(
      value.samples.map((one) => [keyOf(one.labels.toRecord()), new Map([[one.timestampMillis, one.value]])]),
    );
  }
  if (value.type === 'matrix')
    return new Map(value.series.map((one) => [keyOf(one.labels.toRecord()), pointsOf(one)]));
  throw new Error(`a generated expression gave a ${value.type}`);
}

function pointsOf({ timestamps, values }: SeriesSamples): Map<number, number> {
  return new Map(Array.from(timestamps, (time, i) => [time, values[i]!]));
}

/** The first difference, in words; undefined when there is none. */
function difference(ours: Outcome, theirs: Outcome): string | undefined {
  if (ours === 'failed' || theirs === 'failed') {
    return ours === theirs ? undefined : `ours ${describeOutcome(ours)}, theirs ${describeOutcome(theirs)}`;
  }
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(key), theirs.get(key)];
    if (a === undefined || b === undefined) return `${key} is ${a === undefined ? 'theirs' : 'ours'} alone`;
    for (const time of new Set([...a.keys(), ...b.keys()])) {
      if (!isNear(a.get(time), b.get(time)))
        return `${key} at ${time}: ours ${a.get(time)}, theirs ${b.get(time)}`;
    }
  }
  return undefined;
}

function describeOutcome(outcome: Outcome): string {
  return outcome === 'failed' ? 'failed' : `${outcome.size} series`;
}

function isNear(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b));
}

/** Evaluation instants lie 7 s after a multiple of 15 s, from before the first sample to after the last. */
const TIMES = { first: FIRST_SECONDS + 3 - 300, last: LAST_SECONDS + 3 + 600 };
const generator = new PromqlGenerator(randoms(42), TIMES);
const CASES = Array.from({ length: EXPRESSIONS }, () => ({
  query: generator.vector(),
  at: generator.instant(),
}));

describe('the same expressions over the same samples', () => {
  it('give the same at an instant', async () => {
    const differences: string[] = [];
    let points = 0;
    for (const { query, at } of CASES) {
      const theirs = await askPrometheus('query', { query, time: String(at) });
      const ours = await evaluate(() => engine.instant(query, at * 1_000, source));
      if (theirs !== 'failed') points += theirs.size;
      const found = difference(ours, theirs);
      if (found !== undefined) differences.push(`${query} @ ${at}: ${found}`);
    }
    expect(differences).toEqual([]);
    expect(points).toBeGreaterThan(EXPRESSIONS);
  });

  it('give the same over a range', async () => {
    const differences: string[] = [];
    let points = 0;
    for (const { query, at } of CASES) {
      const [start, end, step] = [at - 1_800, at, 60];
      const range = { query, start: String(start), end: String(end), step: String(step) };
      const theirs = await askPrometheus('query_range', range);
      const ours = await evaluate(() =>
        engine.range(query, start * 1_000, end * 1_000, step * 1_000, source),
      );
      if (theirs !== 'failed') points += [...theirs.values()].reduce((sum, one) => sum + one.size, 0);
      const found = difference(ours, theirs);
      if (found !== undefined) differences.push(`${query} @ ${at}: ${found}`);
    }
    expect(differences).toEqual([]);
    expect(points).toBeGreaterThan(10 * EXPRESSIONS);
  });
});
