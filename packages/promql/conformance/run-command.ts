import {
  createEngine,
  type Engine,
  type MemorySeriesSource,
  printExpression,
  type QueryResult,
  type VectorResult,
} from '../src/index.ts';
import { fixedAt } from './at-instants.ts';
import { compareResult } from './compare-result.ts';
import { checkAnnotations } from './expectation.ts';
import type { EvalCommand } from './script.ts';

const MINUTE_MILLIS = 60_000;
/** Functions whose value depends on how the query is asked. */
const QUERY_DEPENDENT = /(start|end|range|step)\(\)/;

/** An engine with all that upstream's own tests switch on. */
export function conformanceEngine(): Engine {
  return createEngine({
    enableExperimentalFunctions: true,
    enableDurationExpressions: true,
    enableExtendedRangeSelectors: true,
    enableFillModifiers: true,
    enableDelayedNameRemoval: true,
    enableStartTimestamps: true,
  });
}

/**
 * Evaluates one command in all the ways upstream's runner does: an instant query also at other instants with all its
 * selectors fixed, and each of those as the middle step of a range query.
 * @returns what differs, undefined when nothing does
 */
export async function runEval(
  command: EvalCommand,
  engine: Engine,
  source: MemorySeriesSource,
): Promise<string | undefined> {
  if (command.isRange) {
    const { startMillis, endMillis, stepMillis } = command.at;
    return check(command, () => engine.range(command.query, startMillis, endMillis, stepMillis, source));
  }
  for (const { query, timeMillis } of instantQueries(command, engine)) {
    const differs = await runInstant(command, query, timeMillis, engine, source);
    if (differs !== undefined) return `${query} at ${timeMillis / 1000} s: ${differs}`;
  }
  return undefined;
}

function instantQueries({ query, at, rangeVector }: EvalCommand, engine: Engine) {
  const timeMillis = at.startMillis;
  const queries = [{ query, timeMillis }];
  const fixed = fixedAt(engine.parse(query), rangeVector?.endMillis ?? timeMillis);
  if (fixed === undefined) return queries;
  const printed = printExpression(fixed);
  const others =
    timeMillis === 0 ? [-1000, 0, 1000] : [-10 * timeMillis, 0, timeMillis / 5, timeMillis, 10 * timeMillis];
  return [...queries, ...others.map((other) => ({ query: printed, timeMillis: Math.trunc(other) }))];
}

async function runInstant(
  command: EvalCommand,
  query: string,
  timeMillis: number,
  engine: Engine,
  source: MemorySeriesSource,
): Promise<string | undefined> {
  const differs = await check(command, () => engine.instant(query, timeMillis, source));
  if (differs !== undefined || command.expectations.fail !== undefined) return differs;
  if (command.rangeVector !== undefined || command.text !== undefined || QUERY_DEPENDENT.test(query))
    return undefined;
  const { value } = await engine.range(
    query,
    timeMillis - MINUTE_MILLIS,
    timeMillis + MINUTE_MILLIS,
    MINUTE_MILLIS,
    source,
  );
  if (command.expectations.ordered) return undefined;
  const samples: VectorResult['samples'] = value.series.flatMap(
    ({ labels, timestamps, values, histograms }) => {
      const at = timestamps.indexOf(timeMillis);
      if (at < 0) return [];
      const histogram = histograms?.[at];
      return [{ labels, timestampMillis: timeMillis, value: values[at]!, ...(histogram && { histogram }) }];
    },
  );
  const middle =
    command.scalar === undefined
      ? ({ type: 'vector', samples } as const)
      : ({ type: 'scalar', timestampMillis: timeMillis, value: samples[0]?.value ?? Number.NaN } as const);
  const differsInRange = compareResult(command, middle);
  return differsInRange === undefined ? undefined : `as a range: ${differsInRange}`;
}

async function check(
  command: EvalCommand,
  evaluate: () => Promise<QueryResult>,
): Promise<string | undefined> {
  const { fail } = command.expectations;
  let result: QueryResult;
  try {
    result = await evaluate();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (fail === undefined) return `failed: ${message}`;
    return fail.matches(message) ? undefined : `expected the error ${fail.description}, got ${message}`;
  }
  if (fail !== undefined) return `expected the error ${fail.description}, got a result`;
  return checkAnnotations(result, command.expectations) ?? compareResult(command, result.value);
}
