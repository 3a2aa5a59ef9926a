import { KotobaError } from '@kotoba/core';
import type { AlertingRule } from './rule-group.ts';
import { withThreshold } from './rule-queries.ts';

/** What is wrong between the fields of an alerting rule; undefined when nothing is. */
export function alertingFieldsProblem(
  rule: Pick<AlertingRule, 'query' | 'resolveWhen' | 'resolveThreshold'>,
): string | undefined {
  const { query, resolveWhen, resolveThreshold } = rule;
  if (resolveThreshold === undefined) return undefined;
  if (resolveWhen !== undefined)
    return 'expected either an expression or a threshold that ends the alert, got both';
  try {
    if (withThreshold(query, resolveThreshold) !== undefined) return undefined;
  } catch (error) {
    // The query has been reported for what it is.
    if (error instanceof KotobaError) return undefined;
    throw error;
  }
  return 'expected a query that ends in a comparison with a number beside the threshold that ends the alert';
}
