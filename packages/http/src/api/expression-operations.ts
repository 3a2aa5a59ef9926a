import { type Exemplar, errorMessage, type Matcher } from '@kotoba/core';
import { childrenOf, type Expression, expressionToJson, formatQuery } from '@kotoba/promql';
import type { ApiAnswer, ApiCall, ApiContext } from './api-call.ts';
import { badData, invalidParameter } from './api-error.ts';
import { jsonArray, jsonLabels, jsonString, sampleTime, sampleValue } from './json-text.ts';
import { boundSelectors, readSource } from './read-source.ts';

/** `/api/v1/format_query`. */
export function formatExpression({ parameters }: ApiCall, { engine }: ApiContext): ApiAnswer {
  const expression = parse(() => engine.parse(parameters.get('query')));
  return { data: [jsonString(formatQuery(expression))] };
}

/** `/api/v1/parse_query`. */
export function parseExpression({ parameters }: ApiCall, { engine }: ApiContext): ApiAnswer {
  const expression = parse(() => engine.parse(parameters.get('query')));
  return { data: [JSON.stringify(expressionToJson(expression))] };
}

/** `/api/v1/query_exemplars`. */
export async function queryExemplars(
  { parameters, signal }: ApiCall,
  context: ApiContext,
): Promise<ApiAnswer> {
  const { engine, source } = context;
  const range = parameters.range();
  if (range.endMillis < range.startMillis) throw badData('end timestamp must not be before start timestamp');
  const selectors = parseSelectors(() => engine.parse(parameters.get('query')));
  if (selectors.length === 0) return {};
  const bySeries = new Map<string, Exemplar[]>();
  for (const matchers of boundSelectors(selectors, context)) {
    for (const exemplar of await readSource(() => source.exemplars?.(matchers, { ...range, signal }) ?? [])) {
      const { key } = exemplar.seriesLabels;
      const same = bySeries.get(key);
      if (same === undefined) bySeries.set(key, [exemplar]);
      else if (!same.includes(exemplar)) same.push(exemplar);
    }
  }
  return { data: jsonArray(bySeries.values(), seriesExemplars) };
}

function seriesExemplars(exemplars: readonly Exemplar[]): string {
  const ascending = [...exemplars].sort((a, b) => a.timestampMillis - b.timestampMillis);
  const texts = ascending.map(
    ({ labels, value, timestampMillis }) =>
      `{"labels":${jsonLabels(labels)},"value":"${sampleValue(value)}","timestamp":${sampleTime(timestampMillis)}}`,
  );
  return `{"seriesLabels":${jsonLabels(exemplars[0]!.seriesLabels)},"exemplars":[${texts.join(',')}]}`;
}

function parse(read: () => Expression): Expression {
  try {
    return read();
  } catch (error) {
    throw invalidParameter('query', errorMessage(error), error);
  }
}

function parseSelectors(read: () => Expression): (readonly Matcher[])[] {
  try {
    return selectorsOf(read());
  } catch (error) {
    throw badData(errorMessage(error), error);
  }
}

function selectorsOf(expression: Expression): (readonly Matcher[])[] {
  if (expression.kind === 'vectorSelector') return [expression.matchers];
  return childrenOf(expression).flatMap(selectorsOf);
}
