import { formatDuration, KotobaError, parseDuration } from '@kotoba/core';
import {
  type Expression,
  ParseError,
  parseQuery,
  printExpression,
  type VectorSelector,
} from '@kotoba/promql';
import * as z from 'zod';
import type { AlertSeverity } from './alert-policies.ts';
import { CODE_FILE, type DurationInput } from './alert-rule.ts';
import { describeIssues } from './alert-rule-schema.ts';
import type { AlertingRule, RecordingRule, RuleGroup } from './rule-group.ts';
import { runbookUrl } from './runbook-url.ts';

/** A service level objective: the share of events that must be good over a window. */
export interface ServiceLevelObjective {
  /** Names it: the label `slo`. */
  readonly name: string;
  /** In percent, more than 0 and less than 100: 99.9 lets one event in a thousand be bad. */
  readonly objective: number;
  /** What the error budget is for; from 7 days to a year. Default `30d`. */
  readonly window?: DurationInput | undefined;
  /** Selector of the counter of good events: `kotoba_db_queries_total{status="ok"}`. */
  readonly good: string;
  /** Selector of the counter of all events. */
  readonly total: string;
  /** Labels to keep objectives apart by, such as `database`. Default none: one for all. */
  readonly by?: readonly string[] | undefined;
  /** Further labels of its alerts. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

interface BurnRate {
  readonly severity: AlertSeverity;
  /** Share of the budget that is gone after the long window. */
  readonly budgetShare: number;
  /** For a window of 30 days; others are in proportion. */
  readonly longMillis: number;
  readonly shortMillis: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const REFERENCE_MILLIS = 30 * DAY;

/** Source: Google, The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts". */
const BURN_RATES: readonly BurnRate[] = [
  { severity: 'critical', budgetShare: 0.02, longMillis: HOUR, shortMillis: 5 * MINUTE },
  { severity: 'critical', budgetShare: 0.05, longMillis: 6 * HOUR, shortMillis: 30 * MINUTE },
  { severity: 'warning', budgetShare: 0.1, longMillis: DAY, shortMillis: 2 * HOUR },
  { severity: 'warning', budgetShare: 0.1, longMillis: 3 * DAY, shortMillis: 6 * HOUR },
];

const DEFAULT_WINDOW = '30d';
const RATIO = 'slo:error_ratio';

const SHAPE = z.strictObject({
  name: z.string().min(1),
  objective: z.number(),
  window: z.union([z.string(), z.number()]).optional(),
  good: z.string(),
  total: z.string(),
  by: z.array(z.string().regex(/^[a-zA-Z_]\w*$/)).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

/** Name of the alert about an error budget that is being used up. */
export const BURN_RATE_ALERT = 'ErrorBudgetBurn';

/**
 * Rules for an objective: they record the share of bad events over each window, and alert when the budget is used up so fast
 * that it will not last, judged over a long and a short window each. The history must reach as far back as
 * the long windows do.
 * @throws {KotobaError} KOTOBA_ALERTING_INVALID_SLO
 */
export function sloGroup(slo: ServiceLevelObjective): RuleGroup {
  const shape = SHAPE.safeParse(slo);
  if (!shape.success) throw invalid(slo, describeIssues(shape.error).join('; '));
  const windowMillis = readWindow(slo);
  if (!(slo.objective > 0 && slo.objective < 100))
    throw invalid(slo, `expected an objective in percent between 0 and 100, got ${slo.objective}`);
  const scale = windowMillis / REFERENCE_MILLIS;
  const scaled = (millis: number) => Math.round((millis * scale) / 1_000) * 1_000;
  const selectors = { good: selectorOf(slo, 'good'), total: selectorOf(slo, 'total') };
  const windows = new Set(
    BURN_RATES.flatMap(({ longMillis, shortMillis }) => [scaled(shortMillis), scaled(longMillis)]),
  );
  const recordings = [...windows].sort((a, b) => a - b).map((millis) => recording(slo, selectors, millis));
  const severities = [...new Set(BURN_RATES.map(({ severity }) => severity))];
  const alerts = severities.map((severity) => {
    const conditions = BURN_RATES.filter((rate) => rate.severity === severity).map((rate) => {
      const factor = (rate.budgetShare * REFERENCE_MILLIS) / rate.longMillis;
      const limit = Number((factor * (1 - slo.objective / 100)).toPrecision(6));
      const burns = (millis: number) =>
        `${ratioName(scaled(millis))}{slo=${JSON.stringify(slo.name)}} > ${limit}`;
      return `(${burns(rate.longMillis)} and ${burns(rate.shortMillis)})`;
    });
    return alert(slo, severity, conditions, windowMillis);
  });
  return { name: `slo ${slo.name}`, file: CODE_FILE, limit: 0, rules: [...recordings, ...alerts] };
}

function recording(
  { name, by = [] }: ServiceLevelObjective,
  selectors: { readonly good: VectorSelector; readonly total: VectorSelector },
  millis: number,
): RecordingRule {
  const rate = (selector: VectorSelector) => {
    const range: Expression = {
      kind: 'matrixSelector',
      selector,
      rangeMillis: millis,
      position: selector.position,
    };
    return `sum by (${by.join(', ')}) (rate(${printExpression(range)}))`;
  };
  return {
    type: 'recording',
    name: ratioName(millis),
    // Without any good event there is no series of them: the ratio is then one, not missing.
    query: `1 - ((${rate(selectors.good)} or 0 * ${rate(selectors.total)}) / (${rate(selectors.total)} > 0))`,
    labels: { slo: name },
  };
}

function alert(
  slo: ServiceLevelObjective,
  severity: AlertSeverity,
  conditions: readonly string[],
  windowMillis: number,
): AlertingRule {
  const budget = formatDuration(windowMillis);
  return {
    type: 'alerting',
    name: BURN_RATE_ALERT,
    query: conditions.join(' or '),
    forMillis: 0,
    keepFiringForMillis: 0,
    labels: { severity, ...slo.labels },
    annotations: {
      description: `The error budget of ${slo.name} (${slo.objective}% over ${budget}) is being used up too fast: {{ $value | humanizePercentage }} of events are bad.`,
      runbook_url: runbookUrl(BURN_RATE_ALERT),
    },
  };
}

function ratioName(millis: number): string {
  return `${RATIO}:rate${formatDuration(millis)}`;
}

function readWindow(slo: ServiceLevelObjective): number {
  const { window = DEFAULT_WINDOW } = slo;
  let millis: number;
  try {
    millis = typeof window === 'number' ? window : parseDuration(window);
  } catch (error) {
    throw invalid(slo, (error as Error).message);
  }
  if (millis >= 7 * DAY && millis <= 366 * DAY) return millis;
  throw invalid(slo, `expected a window from 7d to 366d, got ${window}`);
}

function selectorOf(slo: ServiceLevelObjective, name: 'good' | 'total'): VectorSelector {
  let expression: Expression;
  try {
    expression = parseQuery(slo[name]);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw invalid(slo, `${name}: ${error.message}`);
  }
  if (expression.kind === 'vectorSelector') return expression;
  throw invalid(slo, `${name}: expected the selector of a counter, got ${JSON.stringify(slo[name])}`);
}

function invalid(slo: unknown, reason: string): KotobaError {
  const name = JSON.stringify((slo as { name?: unknown } | null | undefined)?.name);
  return new KotobaError('KOTOBA_ALERTING_INVALID_SLO', `the objective ${name}: ${reason}`);
}
