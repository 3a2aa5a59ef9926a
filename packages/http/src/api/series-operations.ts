import { errorMessage, type Labels, type Matcher } from '@kotoba/core';
import { compareLabels } from '@kotoba/promql';
import { type ApiAnswer, type ApiCall, type ApiContext, TRUNCATED } from './api-call.ts';
import { ApiError, badData, invalidParameter } from './api-error.ts';
import { jsonArray, jsonLabels, jsonString } from './json-text.ts';
import { unescapeLabelName } from './unescape-label-name.ts';

/** `/api/v1/labels`. */
export async function labelNames(
  { parameters, signal }: ApiCall,
  { source }: ApiContext,
): Promise<ApiAnswer> {
  const limit = parameters.limit();
  const range = { ...parameters.range(), signal };
  const selectors = readSelectors(() => parameters.selectors(), badData);
  return texts(limit, await union(selectors, (matchers) => source.labelNames(matchers, range)));
}

/** `/api/v1/label/NAME/values`. */
export async function labelValues(
  { parameters, signal, name: encoded }: ApiCall,
  { source }: ApiContext,
): Promise<ApiAnswer> {
  const name = labelName(encoded);
  const limit = parameters.limit();
  const range = { ...parameters.range(), signal };
  const selectors = readSelectors(() => parameters.selectors(), badData);
  return texts(limit, await union(selectors, (matchers) => source.labelValues(name, matchers, range)));
}

/** `/api/v1/series`. */
export async function series({ parameters, signal }: ApiCall, { source }: ApiContext): Promise<ApiAnswer> {
  if (parameters.all('match[]').length === 0) throw badData('no match[] parameter provided');
  const limit = parameters.limit();
  const range = { ...parameters.range(), signal };
  const selectors = readSelectors(
    () => parameters.selectors(),
    (message, cause) => invalidParameter('match[]', message, cause),
  );
  const found = new Map<string, Labels>();
  for (const matchers of selectors)
    for (const labels of await read(() => source.series(matchers, range))) found.set(labels.key, labels);
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

function readSelectors(
  parse: () => Selectors,
  refuse: (message: string, cause: unknown) => ApiError,
): Selectors {
  try {
    return parse();
  } catch (error) {
    throw refuse(errorMessage(error), error);
  }
}

async function union(
  selectors: Selectors,
  ask: (matchers: readonly Matcher[]) => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (selectors.length < 2) return read(() => ask(selectors[0] ?? []));
  const found = new Set<string>();
  for (const matchers of selectors) for (const text of await read(() => ask(matchers))) found.add(text);
  return [...found].sort();
}

/** What the store fails with is an execution error, as in Prometheus. */
async function read<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new ApiError('execution', errorMessage(cause), { cause });
  }
}

function texts(limit: number, all: readonly string[]): ApiAnswer {
  return {
    data: jsonArray(all.length > limit ? all.slice(0, limit) : all, jsonString),
    warnings: all.length > limit ? [TRUNCATED] : [],
  };
}
