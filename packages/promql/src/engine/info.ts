import { type Labels, type Matcher, METRIC_NAME } from '@kotoba/core';
import { executionError } from '../errors.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { createMatcher } from '../syntax/matcher.ts';
import { evaluateVector } from './evaluate.ts';
import type { Evaluation } from './evaluation.ts';
import { type SelectedSeries, selectAt } from './instant-selector.ts';
import { mergeSeries } from './merge-series.ts';
import { referenceTimes } from './reference-times.ts';
import { ABSENT, type StepGrid, type Value, type VectorSeries } from './value.ts';
import { formatLabels } from './vector-matching.ts';

/** Labels that tell which info series belongs to a series. Fixed, as in Prometheus. */
const IDENTIFYING = ['instance', 'job'];

/** What the second argument of `info()` asks for. */
interface InfoSelector {
  readonly nameMatchers: readonly Matcher[];
  readonly dataMatchers: readonly Matcher[];
}

/** `info(vector, {…})`: each series with the labels of the info series of the same instance and job. */
export async function evaluateInfo(
  node: CallExpression,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<Value> {
  const base = await evaluateVector(node.args[0]!, grid, evaluation);
  const selector = infoSelector(node.args[1]);
  const isInfo = (series: VectorSeries) =>
    selector.nameMatchers.every((matcher) => matcher.matches(series.labels.metricName));
  const times = infoTimes(node.args[0]!, grid, evaluation);
  const enriched = base.filter((series) => !isInfo(series));
  const found = await selectInfo(enriched, selector, times, evaluation);
  const enricher = new InfoEnricher(found, selector);
  const result: VectorSeries[] = [];
  for (const series of base) {
    const pause = evaluation.breathe();
    if (pause !== undefined) await pause;
    if (isInfo(series)) result.push(series);
    else result.push(...enricher.enrich(series));
  }
  return { type: 'vector', series: mergeSeries(result) };
}

function infoSelector(arg: Expression | undefined): InfoSelector {
  const matchers = arg?.kind === 'vectorSelector' ? arg.matchers : [];
  const nameMatchers = matchers.filter((matcher) => matcher.name === METRIC_NAME);
  return {
    nameMatchers: nameMatchers.length === 0 ? [createMatcher(METRIC_NAME, '=', 'target_info')] : nameMatchers,
    dataMatchers: matchers.filter((matcher) => matcher.name !== METRIC_NAME),
  };
}

/** Info series are looked up when the samples they describe were: with the `@` and offset of the first selector. */
function infoTimes(expression: Expression, grid: StepGrid, evaluation: Evaluation): Float64Array {
  let times = referenceTimes({ offsetMillis: 0 }, grid, evaluation);
  for (const node of pathToSelector(expression)) {
    if (node.at !== undefined) times = referenceTimes(node, grid, evaluation);
    else times = times.map((time) => time - node.offsetMillis);
  }
  return times;
}

type TimeShifting = Extract<Expression, { kind: 'vectorSelector' | 'subquery' }>;

function pathToSelector(node: Expression): TimeShifting[] {
  switch (node.kind) {
    case 'vectorSelector':
      return [node];
    case 'matrixSelector':
      return [node.selector];
    case 'subquery':
      return [node, ...pathToSelector(node.expression)];
    case 'paren':
    case 'unary':
    case 'aggregate':
      return pathToSelector(node.expression);
    case 'call':
      return firstPath(node.args);
    case 'binary':
      return firstPath([node.left, node.right]);
    default:
      return [];
  }
}

function firstPath(nodes: readonly Expression[]): TimeShifting[] {
  for (const node of nodes) {
    const path = pathToSelector(node);
    if (path.length > 0) return path;
  }
  return [];
}

async function selectInfo(
  series: readonly VectorSeries[],
  selector: InfoSelector,
  times: Float64Array,
  evaluation: Evaluation,
): Promise<SelectedSeries[]> {
  const identifying = IDENTIFYING.flatMap((name): Matcher[] => {
    const values = new Set(series.map((one) => one.labels.get(name)).filter((value) => value !== ''));
    if (values.size === 0) return [];
    const pattern = Array.from(values, escapePattern).sort().join('|');
    return [{ name, op: '=~', value: pattern, matches: (value) => values.has(value) }];
  });
  if (identifying.length === 0) return [];
  return selectAt([...selector.nameMatchers, ...identifying, ...selector.dataMatchers], times, evaluation);
}

function escapePattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function identityOf(labels: Labels): string {
  return IDENTIFYING.map((name) => labels.get(name)).join('\u0001');
}

class InfoEnricher {
  /** By identity, then by info metric's name. */
  readonly #byIdentity = new Map<string, Map<string, SelectedSeries[]>>();
  readonly #dataLabels: ReadonlySet<string>;
  readonly #needsMatch: boolean;

  constructor(found: readonly SelectedSeries[], { dataMatchers }: InfoSelector) {
    this.#dataLabels = new Set(dataMatchers.map((matcher) => matcher.name));
    this.#needsMatch = dataMatchers.some((matcher) => !matcher.matches(''));
    for (const one of found) {
      if (one.columns.histograms !== undefined) {
        throw executionError(`this should be an info metric, with float samples: ${one.samples.labels}`);
      }
      const { labels } = one.samples;
      const identity = identityOf(labels);
      const byName = this.#byIdentity.get(identity) ?? new Map<string, SelectedSeries[]>();
      byName.set(labels.metricName, [...(byName.get(labels.metricName) ?? []), one]);
      this.#byIdentity.set(identity, byName);
    }
  }

  /** The series once for every set of info series it meets on the way. */
  enrich(series: VectorSeries): VectorSeries[] {
    const byName = this.#byIdentity.get(identityOf(series.labels));
    const candidates = byName === undefined ? [] : [...byName.values()];
    const variants = new Map<string, { labels: Labels; kinds: Uint8Array }>();
    for (let step = 0; step < series.kinds.length; step++) {
      if (series.kinds[step] === ABSENT) continue;
      const chosen = candidates.map((same) => newest(same, step)).filter((one) => one !== undefined);
      if (chosen.length === 0 && this.#needsMatch) continue;
      const key = chosen.map((one) => one.samples.labels.key).join('\u0003');
      let variant = variants.get(key);
      if (variant === undefined) {
        variant = { labels: this.#labels(series.labels, chosen), kinds: new Uint8Array(series.kinds.length) };
        variants.set(key, variant);
      }
      variant.kinds[step] = series.kinds[step]!;
    }
    return Array.from(variants.values(), ({ labels, kinds }) => ({ ...series, labels, kinds }));
  }

  #labels(base: Labels, chosen: readonly SelectedSeries[]): Labels {
    const added = new Map<string, string>();
    for (const { samples } of chosen) {
      samples.labels.names.forEach((name, index) => {
        if (name === METRIC_NAME || (this.#dataLabels.size > 0 && !this.#dataLabels.has(name))) return;
        const value = samples.labels.values[index]!;
        const other = added.get(name);
        if (other !== undefined && other !== value) throw executionError(`conflicting label: ${name}`);
        if (!base.has(name)) added.set(name, value);
      });
    }
    let labels = base;
    for (const [name, value] of added) labels = labels.with(name, value);
    return labels;
  }
}

/** Of info series that take each other's place the one with the newest sample. */
function newest(same: readonly SelectedSeries[], step: number): SelectedSeries | undefined {
  let best: SelectedSeries | undefined;
  let bestTime = Number.NEGATIVE_INFINITY;
  for (const one of same) {
    if (one.columns.kinds[step] === ABSENT) continue;
    const time = one.samples.timestamps[one.index[step]!]!;
    if (best !== undefined && time === bestTime) {
      throw executionError(
        `found duplicate series for info metric: existing ${formatLabels(best.samples.labels)} @ ${bestTime}, ` +
          `new ${formatLabels(one.samples.labels)} @ ${time}`,
      );
    }
    if (time > bestTime) {
      best = one;
      bestTime = time;
    }
  }
  return best;
}
