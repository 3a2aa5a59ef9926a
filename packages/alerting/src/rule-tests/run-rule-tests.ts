import { errorMessage, Labels, type SeriesSource } from '@kotoba/core';
import {
  createEngine,
  type Engine,
  equalHistograms,
  type InstantSample,
  MemorySeriesSource,
} from '@kotoba/promql';
import type { AlertTemplates } from '../evaluator/alert-templates.ts';
import { RuleReplay } from '../evaluator/rule-replay.ts';
import type { RuleGroup } from '../rules/rule-group.ts';
import { equalFloats } from './equal-floats.ts';
import type {
  AlertExpectation,
  ExpectedAlert,
  ExpectedSample,
  QueryExpectation,
  RuleTest,
  RuleTestFile,
  TestPlace,
} from './rule-test-file.ts';

/** What rules are tested with. */
export interface RuleTestOptions {
  readonly templates: AlertTemplates;
  /** Default: one that knows what is experimental too. */
  readonly engine?: Engine;
}

/** An expectation that does not hold. */
export interface RuleTestFailure {
  readonly test: string;
  readonly place: TestPlace;
  /** What was asked, what was expected and what came. */
  readonly message: string;
}

/**
 * Runs every test over the rules. Each begins at 0, evaluates all groups every `evaluation_interval`, and looks at alerts in the
 * evaluation before the next, at expressions once all is evaluated.
 * Source: prometheus/prometheus `cmd/promtool/unittest.go`.
 */
export async function runRuleTests(
  file: RuleTestFile,
  groups: readonly RuleGroup[],
  { templates, engine = createEngine({ enableExperimentalFunctions: true }) }: RuleTestOptions,
): Promise<RuleTestFailure[]> {
  const order = new Map(file.groupEvalOrder.map((name, index) => [name, index]));
  const ordered = groups.toSorted((a, b) => (order.get(a.name) ?? -1) - (order.get(b.name) ?? -1));
  const failures: RuleTestFailure[] = [];
  for (const test of file.tests) failures.push(...(await runTest(file, test, ordered, templates, engine)));
  return failures;
}

async function runTest(
  { evaluationIntervalMillis, isFuzzy }: RuleTestFile,
  test: RuleTest,
  groups: readonly RuleGroup[],
  templates: AlertTemplates,
  engine: Engine,
): Promise<RuleTestFailure[]> {
  const failures: RuleTestFailure[] = [];
  const fail = (place: TestPlace, message: string) => failures.push({ test: test.name, place, message });
  const source = new PastSource(test.series);
  const { externalLabels, externalUrl } = test;
  const replay = new RuleReplay(groups, {
    source,
    templates,
    engine,
    externalLabels,
    externalUrl,
    onFailure: (rule, timeMillis, failure) =>
      fail(test.place, `rule: ${rule.name}, time: ${seconds(timeMillis)}, err: ${errorMessage(failure)}`),
  });
  const all = [...test.alertExpectations, ...test.queryExpectations];
  const last = Math.max(0, ...all.map(({ evalMillis }) => evalMillis));
  for (let at = 0; at <= last; at += evaluationIntervalMillis) {
    source.nowMillis = at;
    await replay.evaluate(at);
    for (const expectation of test.alertExpectations)
      if (expectation.evalMillis >= at && expectation.evalMillis < at + evaluationIntervalMillis)
        checkAlerts(expectation, replay, fail);
  }
  source.nowMillis = Number.POSITIVE_INFINITY;
  for (const expectation of test.queryExpectations)
    await checkQuery(expectation, engine, replay.history, isFuzzy, fail);
  return failures;
}

/** The series of a test, as far as time has gone. */
class PastSource implements SeriesSource {
  readonly #all: MemorySeriesSource;
  nowMillis = 0;

  constructor(series: RuleTest['series']) {
    this.#all = new MemorySeriesSource(series);
  }

  readonly select: SeriesSource['select'] = (matchers, range) =>
    this.#all.select(matchers, { ...range, endMillis: Math.min(range.endMillis, this.nowMillis) });

  readonly series: SeriesSource['series'] = (matchers, range) => this.#all.series(matchers, range);
  readonly labelNames: SeriesSource['labelNames'] = (matchers, range) =>
    this.#all.labelNames(matchers, range);
  readonly labelValues: SeriesSource['labelValues'] = (name, matchers, range) =>
    this.#all.labelValues(name, matchers, range);
}

type Fail = (place: TestPlace, message: string) => void;

function checkAlerts(
  { alertname, alerts, evalMillis, place }: AlertExpectation,
  replay: RuleReplay,
  fail: Fail,
): void {
  const firing = replay
    .groups()
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => (rule.type === 'alerting' && rule.name === alertname ? rule.alerts : []))
    .filter(({ state }) => state === 'firing');
  const expected = alerts.map(describeAlert).sort();
  const got = firing.map(describeAlert).sort();
  if (expected.join('\n') === got.join('\n')) return;
  fail(place, `alertname: ${alertname}, time: ${seconds(evalMillis)},${difference(expected, got)}`);
}

function describeAlert({ labels, annotations }: Pick<ExpectedAlert, 'labels' | 'annotations'>): string {
  return `Labels:${labels} Annotations:${Labels.from(annotations)}`;
}

async function checkQuery(
  { query, evalMillis, samples, place }: QueryExpectation,
  engine: Engine,
  source: SeriesSource,
  isFuzzy: boolean,
  fail: Fail,
): Promise<void> {
  const asked = `expr: ${JSON.stringify(query)}, time: ${seconds(evalMillis)},`;
  try {
    const got = await ask(query, evalMillis, engine, source);
    const wanted = [...samples].sort(byLabels);
    const found = [...got].sort(byLabels);
    const holds = wanted.length === found.length && wanted.every((one, i) => isSame(one, found[i]!, isFuzzy));
    if (!holds) fail(place, `${asked}${difference(wanted.map(describeSample), found.map(describeSample))}`);
  } catch (error) {
    fail(place, `${asked} err: ${errorMessage(error)}`);
  }
}

async function ask(
  query: string,
  evalMillis: number,
  engine: Engine,
  source: SeriesSource,
): Promise<readonly InstantSample[]> {
  const { value } = await engine.instant(query, evalMillis, source);
  if (value.type === 'vector') return value.samples;
  if (value.type === 'scalar')
    return [{ labels: Labels.EMPTY, timestampMillis: evalMillis, value: value.value }];
  throw new Error(`expected an instant vector or a scalar, got a ${value.type}`);
}

function byLabels(a: ExpectedSample, b: ExpectedSample): number {
  const [left, right] = [a.labels.toString(), b.labels.toString()];
  return left < right ? -1 : Number(left > right);
}

function isSame(expected: ExpectedSample, got: InstantSample, isFuzzy: boolean): boolean {
  if (!expected.labels.equals(got.labels)) return false;
  if (expected.histogram === undefined || got.histogram === undefined)
    return expected.histogram === got.histogram && equalFloats(expected.value, got.value, isFuzzy);
  return equalHistograms(expected.histogram, got.histogram);
}

function describeSample({ labels, value, histogram }: ExpectedSample): string {
  return `${labels} ${histogram === undefined ? value : JSON.stringify(histogram)}`;
}

function difference(expected: readonly string[], got: readonly string[]): string {
  const listed = (texts: readonly string[]) =>
    texts.length === 0 ? ' nothing' : texts.map((text) => `\n        ${text}`).join('');
  return `\n    expected:${listed(expected)}\n    got:${listed(got)}`;
}

function seconds(millis: number): string {
  return `${millis / 1_000}s`;
}
