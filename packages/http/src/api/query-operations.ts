import { errorMessage } from '@kotoba/core';
import type { QueryOptions, QueryResult, QueryValue } from '@kotoba/promql';
import { type ApiAnswer, type ApiCall, type ApiContext, TRUNCATED } from './api-call.ts';
import { badData, invalidParameter, queryError } from './api-error.ts';
import { parseApiDuration } from './parse-time.ts';
import { queryJson } from './query-json.ts';

/** Points a series may have in the answer of a range query. */
const MAX_POINTS = 11_000;

/** Annotations of one kind that are shown. */
const MAX_ANNOTATIONS = 10;

/** `/api/v1/query`. */
export function instantQuery(call: ApiCall, context: ApiContext): Promise<ApiAnswer> {
  const { parameters } = call;
  const limit = parameters.limit();
  const time = parameters.timeOr('time', Math.trunc(context.clock.now()));
  const options = queryOptions(call, context);
  return run(call, context, limit, options, () =>
    context.engine.instant(parameters.get('query'), time, context.source, options),
  );
}

/** `/api/v1/query_range`. */
export async function rangeQuery(call: ApiCall, context: ApiContext): Promise<ApiAnswer> {
  const { parameters } = call;
  const limit = parameters.limit();
  const start = parameters.time('start');
  const end = parameters.time('end');
  if (end < start) throw invalidParameter('end', 'end timestamp must not be before start time');
  const step = parameters.duration('step');
  if (step <= 0) {
    throw invalidParameter(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if (Math.floor((end - start) / step) > MAX_POINTS) {
    throw badData(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  const options = queryOptions(call, context);
  return run(call, context, limit, options, () =>
    context.engine.range(parameters.get('query'), start, end, step, context.source, options),
  );
}

type TimedOptions = QueryOptions & { readonly signal: AbortSignal; readonly timeoutMillis: number };

function queryOptions({ parameters, signal }: ApiCall, context: ApiContext): TimedOptions {
  const asked = parameters.get('timeout') === '' ? undefined : parameters.duration('timeout');
  const timeoutMillis = Math.max(0, Math.min(asked ?? Infinity, context.queryTimeoutMillis));
  const lookback = parameters.get('lookback_delta');
  if (lookback === '') return { signal, timeoutMillis };
  try {
    const lookbackMillis = parseApiDuration(lookback);
    return { signal, timeoutMillis, ...(lookbackMillis > 0 && { lookbackMillis }) };
  } catch (error) {
    throw badData(`error parsing lookback delta duration: ${errorMessage(error)}`, error);
  }
}

async function run(
  { parameters }: ApiCall,
  { gate, clock }: ApiContext,
  limit: number,
  options: TimedOptions,
  evaluate: () => Promise<QueryResult>,
): Promise<ApiAnswer> {
  const asked = clock.monotonic();
  let begun = asked;
  const result = await gate.run(async () => {
    begun = clock.monotonic();
    try {
      return await evaluate();
    } catch (error) {
      throw queryError(error);
    }
  }, options);
  const done = clock.monotonic();
  const value = truncate(result.value, limit);
  const stats =
    parameters.get('stats') === '' ? undefined : timings((begun - asked) / 1_000, (done - begun) / 1_000);
  return {
    data: queryJson(value, stats),
    warnings: shown(value === result.value ? result.warnings : [...result.warnings, TRUNCATED], 'warning'),
    infos: shown(result.infos, 'info'),
  };
}

function truncate(value: QueryValue, limit: number): QueryValue {
  if (value.type === 'vector' && value.samples.length > limit)
    return { ...value, samples: value.samples.slice(0, limit) };
  if (value.type === 'matrix' && value.series.length > limit)
    return { ...value, series: value.series.slice(0, limit) };
  return value;
}

function timings(queueSeconds: number, evaluationSeconds: number): string {
  return JSON.stringify({
    timings: {
      evalTotalTime: evaluationSeconds,
      execQueueTime: queueSeconds,
      execTotalTime: queueSeconds + evaluationSeconds,
    },
  });
}

function shown(annotations: readonly string[], kind: string): readonly string[] {
  if (annotations.length <= MAX_ANNOTATIONS) return annotations;
  const omitted = annotations.length - MAX_ANNOTATIONS;
  return [...annotations.slice(0, MAX_ANNOTATIONS), `${omitted} more ${kind} annotations omitted`];
}
