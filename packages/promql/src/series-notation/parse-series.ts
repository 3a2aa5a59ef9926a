import { Labels } from '@kotoba/core';
import { parseVectorSelector } from '../syntax/parse-selector.ts';
import { ParserState } from '../syntax/parser-state.ts';
import { parseSequence } from './parse-sequence.ts';
import type { SequenceValue } from './sequence-value.ts';

const METRIC_END =
  /^\s*[^\s{"]*(?:\s*\{(?!\{)(?:[^"'`}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\})?[^\s]*/;

/** `metric{label="value"} 1 2+3x4`, parted before the values. */
export function splitSeries(line: string): { readonly metric: string; readonly values: string } {
  const [metric] = METRIC_END.exec(line)!;
  return { metric: metric.trim(), values: line.slice(metric.length) };
}

/**
 * A series' labels, `metric{label="value"}`, `{"metric name", label="value"}` or `{}`.
 * @throws {Error} when it is anything else
 */
export function parseMetric(text: string): Labels {
  const state = new ParserState(text, { functions: new Map() });
  const { cursor } = state;
  if (cursor.current.type !== 'word' && !cursor.isSymbol('{'))
    cursor.unexpected('series description', 'a metric');
  const { matchers } = parseVectorSelector(state);
  if (cursor.current.type !== 'end') cursor.unexpected('series description', 'the end of the metric');
  const wrong = matchers.find(({ op }) => op !== '=');
  if (wrong !== undefined)
    throw new Error(`expected = in a series description, got ${wrong.op} for ${wrong.name}`);
  return Labels.from(Object.fromEntries(matchers.map(({ name, value }) => [name, value])));
}

/**
 * A series in the notation of Prometheus' unit tests: its labels and the values of its places.
 * @throws {Error} with what was expected and what came
 */
export function parseSeries(line: string): { readonly labels: Labels; readonly values: SequenceValue[] } {
  const { metric, values } = splitSeries(line);
  return { labels: parseMetric(metric), values: parseSequence(values) };
}
