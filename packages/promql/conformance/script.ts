import { type Labels, parseDuration } from '@kotoba/core';
import { parseMetric, parseSeries, splitSeries } from '../src/series-notation/parse-series.ts';
import type { SequenceValue } from '../src/series-notation/sequence-value.ts';
import { unquoteString } from '../src/syntax/unquote-string.ts';
import { type Expectations, NO_EXPECTATIONS, parseExpectation } from './expectation.ts';
import { parseStartTimestamps } from './start-timestamps.ts';

/** One line of a `load`: a series, and when each of its samples' counters started. */
export interface LoadedSeries {
  readonly labels: Labels;
  readonly values: readonly SequenceValue[];
  /** By place: milliseconds relative to the sample, undefined where unknown. */
  readonly startOffsets: readonly (number | undefined)[];
}

export interface LoadCommand {
  readonly kind: 'load';
  readonly stepMillis: number;
  /** Classic histograms are loaded as native histograms with custom buckets too. */
  readonly withCustomBuckets: boolean;
  readonly series: readonly LoadedSeries[];
}

/** A range of instants, milliseconds. */
export interface Instants {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly stepMillis: number;
}

export interface EvalCommand {
  readonly kind: 'eval';
  readonly line: number;
  readonly query: string;
  /** For an instant query, start and end are the instant. */
  readonly at: Instants;
  readonly isRange: boolean;
  readonly expectations: Expectations;
  /** A single number, for a scalar. */
  readonly scalar?: number;
  readonly text?: string;
  /** The instants of an expected range vector. */
  readonly rangeVector?: Instants;
  readonly series: readonly { readonly labels: Labels; readonly values: readonly SequenceValue[] }[];
}

export type Command = { readonly kind: 'clear' } | LoadCommand | EvalCommand;

const LOAD = /^load(_with_nhcb)?\s+(\S+)$/i;
const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+at\s+(\S+)\s+(.+)$/i;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/i;
const RANGE_VECTOR = /^expect range vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/;
const STRING = 'expect string';
const NUMBER = /^[+-]?(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/**
 * The commands of a script in Prometheus' test language.
 * Source: prometheus/prometheus `promql/promqltest/README.md`.
 * @throws {Error} naming the line that is wrong
 */
export function parseScript(text: string): Command[] {
  const lines = text.split('\n').map((line) => (line.trim().startsWith('#') ? '' : line.trim()));
  const commands: Command[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] === '') continue;
    const block = blockFrom(lines, at);
    try {
      commands.push(parseCommand(block, at + 1));
    } catch (error) {
      throw new Error(`line ${at + 1}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
    at += block.length - 1;
  }
  return commands;
}

/** A command and the lines that belong to it: up to an empty line, or what ends an `eval` early. */
function blockFrom(lines: readonly string[], start: number): string[] {
  if (lines[start]!.toLowerCase() === 'clear') return [lines[start]!];
  let end = start + 1;
  const isEval = lines[start]!.toLowerCase().startsWith('eval');
  while (end < lines.length && lines[end] !== '') {
    const line = lines[end++]!;
    if (isEval && (NUMBER.test(line) || line.startsWith('expected_fail_'))) break;
  }
  return lines.slice(start, end);
}

function parseCommand([head, ...body]: readonly string[], line: number): Command {
  const keyword = head!.split(/\s/)[0]!.toLowerCase();
  if (keyword === 'clear') return { kind: 'clear' };
  if (keyword.startsWith('load')) return parseLoad(head!, body);
  if (keyword.startsWith('eval')) return parseEval(head!, body, line);
  throw new Error(`expected load, clear or eval, got ${JSON.stringify(head)}`);
}

function parseLoad(head: string, body: readonly string[]): LoadCommand {
  const match = LOAD.exec(head);
  if (match === null) throw new Error(`expected load[_with_nhcb] <step>, got ${JSON.stringify(head)}`);
  return {
    kind: 'load',
    withCustomBuckets: match[1] !== undefined,
    stepMillis: parseDuration(match[2]!),
    series: parseLoadedSeries(body),
  };
}

/** Series, each with the start timestamps of the line before it or else those that hold for all that have none. */
function parseLoadedSeries(body: readonly string[]): LoadedSeries[] {
  const series: LoadedSeries[] = [];
  let own: { readonly labels: Labels; readonly offsets: readonly (number | undefined)[] } | undefined;
  let defaults: readonly (number | undefined)[] = [];
  for (const line of body) {
    const { metric, values } = splitSeries(line);
    if (metric.endsWith('@st')) {
      if (own !== undefined) throw new Error(`expected the samples of ${own.labels}, got ${line}`);
      const offsets = parseStartTimestamps(values);
      if (metric === '@st') defaults = offsets;
      else own = { labels: parseMetric(metric.slice(0, -'@st'.length)), offsets };
      continue;
    }
    const parsed = parseSeries(line);
    if (own !== undefined && !own.labels.equals(parsed.labels))
      throw new Error(`expected the samples of ${own.labels}, got ${line}`);
    if (own !== undefined && own.offsets.length !== parsed.values.length)
      throw new Error(`expected as many samples as start timestamps, ${own.offsets.length}, got ${line}`);
    const cycled = parsed.values.map((_, i) => defaults[i % defaults.length]);
    series.push({ ...parsed, startOffsets: own?.offsets ?? cycled });
    own = undefined;
  }
  if (own !== undefined) throw new Error(`expected the samples of ${own.labels}, got the end of the load`);
  return series;
}

function parseEval(head: string, body: readonly string[], line: number): EvalCommand {
  const instant = INSTANT.exec(head);
  const range = instant === null ? RANGE.exec(head) : null;
  if (instant !== null) {
    const at = parseDuration(instant[2]!);
    const instants = { startMillis: at, endMillis: at, stepMillis: 0 };
    return parseBody({ line, query: instant[3]!, at: instants, isRange: false }, instant[1], body);
  }
  if (range === null)
    throw new Error(
      `expected eval instant at <time> or eval range from <start> to <end> step <step>, got ${head}`,
    );
  const at = parseInstants(range[2]!, range[3]!, range[4]!);
  return parseBody({ line, query: range[5]!, at, isRange: true }, range[1], body);
}

function parseInstants(from: string, to: string, step: string): Instants {
  const [startMillis, endMillis] = [parseDuration(from), parseDuration(to)];
  if (endMillis < startMillis)
    throw new Error(`expected an end that is not before the start, got ${from} to ${to}`);
  return { startMillis, endMillis, stepMillis: parseDuration(step) };
}

function parseBody(
  query: Pick<EvalCommand, 'line' | 'query' | 'at' | 'isRange'>,
  oldExpectation: string | undefined,
  body: readonly string[],
): EvalCommand {
  let expectations =
    oldExpectation === undefined
      ? NO_EXPECTATIONS
      : parseExpectation(`expect ${oldExpectation}`, NO_EXPECTATIONS);
  const series: Array<EvalCommand['series'][number]> = [];
  let rest: Pick<EvalCommand, 'scalar' | 'text' | 'rangeVector'> = {};
  for (const line of body) {
    const rangeVector = RANGE_VECTOR.exec(line);
    if (rangeVector !== null)
      rest = { ...rest, rangeVector: parseInstants(rangeVector[1]!, rangeVector[2]!, rangeVector[3]!) };
    else if (line.startsWith(STRING)) rest = { ...rest, text: unquote(line.slice(STRING.length).trim()) };
    else if (/^(?:expect\s|expected_fail_)/.test(line)) expectations = parseExpectation(line, expectations);
    else if (NUMBER.test(line)) rest = { ...rest, scalar: parseScalar(line) };
    else series.push(parseSeries(line));
  }
  if (!query.isRange && rest.rangeVector === undefined && series.some(({ values }) => values.length !== 1))
    throw new Error('expected one value a series, or a line "expect range vector from … to … step …"');
  return { kind: 'eval', ...query, expectations, series, ...rest };
}

function parseScalar(text: string): number {
  const infinity = /^([+-]?)inf/i.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

function unquote(text: string): string {
  const isQuoted = text.length > 1 && '"\'`'.includes(text[0]!) && text.endsWith(text[0]!);
  if (!isQuoted) throw new Error(`expected a quoted string, got ${text || 'nothing'}`);
  return unquoteString(text, (reason) => {
    throw new Error(`expected a quoted string, got ${text}: ${reason}`);
  });
}
