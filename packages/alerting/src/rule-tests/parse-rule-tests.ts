import { errorMessage, Labels, type NativeHistogram } from '@kotoba/core';
import { parseHistogramDescription, parseMetric, parseSeries, toSeriesSamples } from '@kotoba/promql';
import type { Node } from 'yaml';
import { type Fields, readDuration, readFields, readText, readTexts } from '../rules/field-readers.ts';
import { RuleFileError } from '../rules/rule-problem.ts';
import { yaml } from '../rules/yaml.ts';
import { YamlSource } from '../rules/yaml-source.ts';
import type {
  AlertExpectation,
  ExpectedAlert,
  ExpectedSample,
  QueryExpectation,
  RuleTest,
  RuleTestFile,
} from './rule-test-file.ts';

const DEFAULT_INTERVAL_MILLIS = 60_000;
const FILE_FIELDS = ['rule_files', 'evaluation_interval', 'group_eval_order', 'fuzzy_compare', 'tests'];
const TEST_FIELDS = [
  'name',
  'interval',
  'input_series',
  'alert_rule_test',
  'promql_expr_test',
  'external_labels',
  'external_url',
];

/**
 * Reads a file of tests for rules. Everything wrong with it is told at once.
 * @throws {RuleFileError} KOTOBA_ALERTING_INVALID_RULES
 */
export function parseRuleTests(text: string, file: string): RuleTestFile {
  const source = new YamlSource(text, file);
  const root = readFields(source, source.resolve(source.root), 'a test file', FILE_FIELDS);
  const evaluationIntervalMillis =
    readDuration(source, root, 'evaluation_interval') ?? DEFAULT_INTERVAL_MILLIS;
  const tests = list(source, root, 'tests').map((node) => readTest(source, node, evaluationIntervalMillis));
  const result: RuleTestFile = {
    ruleFiles: texts(source, root, 'rule_files'),
    evaluationIntervalMillis,
    groupEvalOrder: texts(source, root, 'group_eval_order'),
    isFuzzy: readFlag(source, root, 'fuzzy_compare'),
    tests,
  };
  if (source.problems.length === 0) return result;
  throw new RuleFileError(source.problems.toSorted((a, b) => a.line - b.line || a.column - b.column));
}

function list(source: YamlSource, fields: Fields, name: string): (Node | null)[] {
  return source.items(fields.entries.get(name)?.value ?? null, `"${name}"`);
}

function texts(source: YamlSource, fields: Fields, name: string): string[] {
  return list(source, fields, name).flatMap((node) => source.text(node, `an entry of "${name}"`) ?? []);
}

function readFlag(source: YamlSource, fields: Fields, name: string): boolean {
  const value = fields.entries.get(name)?.value;
  if (value === undefined) return false;
  if (yaml().isScalar(value) && typeof value.value === 'boolean') return value.value;
  source.problem(value, `expected "${name}" as true or false`);
  return false;
}

function readTest(source: YamlSource, node: Node | null, evaluationIntervalMillis: number): RuleTest {
  const fields = readFields(source, node, 'a test', TEST_FIELDS);
  const interval = readDuration(source, fields, 'interval') ?? evaluationIntervalMillis;
  return {
    name: readText(source, fields, 'name') ?? '',
    place: source.placeOf(node),
    series: list(source, fields, 'input_series').flatMap((one) => readSeries(source, one, interval) ?? []),
    alertExpectations: list(source, fields, 'alert_rule_test').map((one) => readAlertTest(source, one)),
    queryExpectations: list(source, fields, 'promql_expr_test').map((one) => readQueryTest(source, one)),
    externalLabels: record(source, fields, 'external_labels'),
    externalUrl: readText(source, fields, 'external_url') ?? '',
  };
}

function record(source: YamlSource, fields: Fields, name: string): Record<string, string> {
  return Object.fromEntries(readTexts(source, fields, name).map((entry) => [entry.name, entry.text]));
}

function readSeries(source: YamlSource, node: Node | null, intervalMillis: number) {
  const fields = readFields(source, node, 'a series', ['series', 'values']);
  const series = readText(source, fields, 'series');
  const values = readText(source, fields, 'values');
  if (series === undefined || values === undefined) {
    source.problem(node, 'expected a series with "series" and "values"');
    return undefined;
  }
  try {
    return toSeriesSamples(parseSeries(`${series} ${values}`), intervalMillis);
  } catch (error) {
    source.problem(node, errorMessage(error));
    return undefined;
  }
}

function readAlertTest(source: YamlSource, node: Node | null): AlertExpectation {
  const fields = readFields(source, node, 'an alert test', ['eval_time', 'alertname', 'exp_alerts']);
  const alertname = readText(source, fields, 'alertname') ?? '';
  if (alertname === '') source.problem(node, 'expected an alert test with "alertname"');
  return {
    place: source.placeOf(node),
    alertname,
    evalMillis: readDuration(source, fields, 'eval_time') ?? 0,
    alerts: list(source, fields, 'exp_alerts').flatMap(
      (one) => readExpectedAlert(source, one, alertname) ?? [],
    ),
  };
}

function readExpectedAlert(
  source: YamlSource,
  node: Node | null,
  alertname: string,
): ExpectedAlert | undefined {
  const fields = readFields(source, node, 'an expected alert', ['exp_labels', 'exp_annotations']);
  try {
    return {
      labels: Labels.from({ ...record(source, fields, 'exp_labels'), alertname }),
      annotations: record(source, fields, 'exp_annotations'),
    };
  } catch (error) {
    source.problem(node, errorMessage(error));
    return undefined;
  }
}

function readQueryTest(source: YamlSource, node: Node | null): QueryExpectation {
  const fields = readFields(source, node, 'an expression test', ['expr', 'eval_time', 'exp_samples']);
  const query = readText(source, fields, 'expr') ?? '';
  if (query === '') source.problem(node, 'expected an expression test with "expr"');
  return {
    place: source.placeOf(node),
    query,
    evalMillis: readDuration(source, fields, 'eval_time') ?? 0,
    samples: list(source, fields, 'exp_samples').flatMap((one) => readSample(source, one) ?? []),
  };
}

function readSample(source: YamlSource, node: Node | null): ExpectedSample | undefined {
  const fields = readFields(source, node, 'an expected sample', ['labels', 'value', 'histogram']);
  const histogram = readText(source, fields, 'histogram') ?? '';
  try {
    const labels = parseMetric(readText(source, fields, 'labels') ?? '{}');
    if (histogram !== '') return { labels, value: Number.NaN, histogram: histogramOf(histogram) };
    return { labels, value: numberOf(readText(source, fields, 'value') ?? '0') };
  } catch (error) {
    source.problem(node, errorMessage(error));
    return undefined;
  }
}

/** `{{schema:0 …}}`. */
function histogramOf(text: string): NativeHistogram {
  const inner = /^\s*\{\{(.*)\}\}\s*$/s.exec(text)?.[1];
  if (inner === undefined)
    throw new Error(`expected a histogram in double braces, got ${JSON.stringify(text)}`);
  return parseHistogramDescription(inner).value;
}

/** A number as YAML and Go write it: `.inf`, `+Inf`, `NaN`, `1e3`. */
function numberOf(text: string): number {
  const special = /^([+-]?)\.?(inf|nan)$/i.exec(text.trim());
  if (special !== null) {
    if (special[2]!.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = Number(text.replaceAll('_', ''));
  if (text.trim() === '' || Number.isNaN(value))
    throw new Error(`expected a number, got ${JSON.stringify(text)}`);
  return value;
}
