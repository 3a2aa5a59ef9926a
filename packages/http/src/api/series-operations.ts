import type { Labels, Matcher } from '@kotoba/core';
import { compareLabels } from '@kotoba/promql';
import { type ApiAnswer, type ApiCall, type ApiContext, TRUNCATED } from './api-call.ts';
import { ApiError, badData, invalidParameter } from './api-error.ts';
import { jsonArray, jsonLabels, jsonString } from './json-text.ts';
import { readSelectors, readSource } from './read-source.ts';
import { unescapeLabelName } from './unescape-label-name.ts';

/** `/api/v1/labels`. */
export async function labelNames(call: ApiCall, context: ApiContext): Promise<ApiAnswer> {
  const { parameters, signal } = call;
  const limit = parameters.limit();
  const range = { ...parameters.range(), signal };
  const selectors = readSelectors(call, context, badData);
  return texts(limit, await union(selectors, (matchers) => context.source.labelNames(matchers, range)));
}

/** `/api/v1/label/NAME/values`. */
export async function labelValues(call: ApiCall, context: ApiContext): Promise<ApiAnswer> {
  const { parameters, signal } = call;
  const name = labelName(call.name);
  const limit = parameters.limit();
  const range = { ...parameters.range(), signal };
  const selectors = readSelectors(call, context, badData);
  return texts(
    limit,
    await union(selectors, (matchers) => context.source.labelValues(name, matchers, range)),
  );
}

/** `/api/v1/series`. */
export async function series(call: ApiCall, context: ApiContext): Promise<ApiAnswer> {
  const { parameters, signal } = call;
  if (parameters.all('match[]').length === 0) throw badData('no match[] parameter provided');
  const limit = parameters.limit();
  const range = { ...parameters.range(), signal };
  const selectors = readSelectors(call, context, (message, cause) =>
    invalidParameter('match[]', message, cause),
  );
  const found = new Map<string, Labels>();
  for (const matchers of selectors)
    for (const labels of await readSource(() => context.source.series(matchers, range)))
      found.set(labels.key, labels);
  const all = [...found.values()].sort(compareLabels);
  return {
    data: jsonArray(all.slice(0, limit), jsonLabels),
    warnings: all.length > limit ? [TRUNCATED] : [],
  };
}

/** Deleting series is left to the retention, as in Prometheus without its administration API. */
export function dropSeries(): never {
  throw new ApiError('internal', 'not implemented');
}

/** The label name of a path. @throws {ApiError} bad_data */
function labelName(encoded: string): string {
  try {
    return unescapeLabelName(decodeURIComponent(encoded));
  } catch (cause) {
    throw badData(`invalid label name: ${JSON.stringify(encoded)}`, cause);
  }
}

type Selectors = readonly (readonly Matcher[])[];

async function union(
  selectors: Selectors,
  ask: (matchers: readonly Matcher[]) => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (selectors.length < 2) return readSource(() => ask(selectors[0] ?? []));
  const found = new Set<string>();
  for (const matchers of selectors) for (const text of await readSource(() => ask(matchers))) found.add(text);
  return [...found].sort();
}

function texts(limit: number, all: readonly string[]): ApiAnswer {
  return {
    data: jsonArray(all.length > limit ? all.slice(0, limit) : all, jsonString),
    warnings: all.length > limit ? [TRUNCATED] : [],
  };
}
