import { errorMessage, parseDuration } from '@kotoba/core';
import { parseQuery, typeOf } from '@kotoba/promql';
import * as z from 'zod';
import { ALERT_SEVERITIES, MISSING_RESULT_POLICIES } from './alert-policies.ts';
import { THRESHOLD_OPERATORS } from './alert-threshold.ts';
import {
  annotationNameProblem,
  type CheckTemplate,
  labelNameProblem,
  queryProblem,
  templateProblem,
} from './rule-checks.ts';

/** Text that a check finds nothing wrong with. */
function checkedText(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
}

/** Milliseconds, from themselves or a duration in Prometheus' grammar. */
const duration = z.union([z.number(), z.string()]).transform((input, context) => {
  if (typeof input === 'number') {
    if (Number.isFinite(input) && input >= 0) return input;
    context.addIssue({ code: 'custom', message: `expected at least 0 milliseconds, got ${input}` });
    return z.NEVER;
  }
  try {
    return parseDuration(input);
  } catch (error) {
    context.addIssue({ code: 'custom', message: errorMessage(error) });
    return z.NEVER;
  }
});

const longDuration = duration.refine((millis) => millis > 0, 'expected more than 0');

/** A threshold, a bare number standing for "greater than". */
const threshold = z.unknown().transform((input, context) => {
  const given = typeof input === 'number' ? { greaterThan: input } : input;
  const [[name, value] = ['', undefined], ...others] = Object.entries(Object(given));
  const operator = THRESHOLD_OPERATORS.get(name);
  if (operator !== undefined && others.length === 0 && typeof value === 'number' && !Number.isNaN(value))
    return { operator, value };
  const kinds = [...THRESHOLD_OPERATORS.keys()].join(', ');
  const message = `expected a number or one of ${kinds} with a number, got ${JSON.stringify(input)}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function texts(nameProblem: (name: string) => string | undefined, checkTemplate: CheckTemplate | undefined) {
  return z.record(z.string(), z.string()).superRefine((record, context) => {
    for (const [name, text] of Object.entries(record)) {
      const message = nameProblem(name) ?? templateProblem(text, name, checkTemplate)?.message;
      if (message !== undefined) context.addIssue({ code: 'custom', message, path: [name] });
    }
  });
}

function vectorQueryProblem(query: string): string | undefined {
  const problem = queryProblem(query);
  if (problem !== undefined) return problem.message;
  const type = typeOf(parseQuery(query));
  if (type === 'scalar' || type === 'vector') return undefined;
  return `expected an expression that gives an instant vector or a scalar, got a ${type}`;
}

/** What an alert rule in code must be. Durations become milliseconds, thresholds an operator and a number. */
export function alertRuleSchema(checkTemplate: CheckTemplate | undefined) {
  const query = checkedText(vectorQueryProblem);
  return z.strictObject({
    name: z.string().min(1),
    description: checkedText(
      (text) => templateProblem(text, 'description', checkTemplate)?.message,
    ).optional(),
    query,
    threshold: threshold.optional(),
    evaluationInterval: longDuration.optional(),
    severity: z.enum(ALERT_SEVERITIES).optional(),
    labels: texts(labelNameProblem, checkTemplate).optional(),
    annotations: texts(annotationNameProblem, checkTemplate).optional(),
    for: duration.optional(),
    keepFiringFor: duration.optional(),
    resolveWhen: query.optional(),
    resolveThreshold: z.number().optional(),
    noData: z.enum(MISSING_RESULT_POLICIES).optional(),
    onError: z.enum(MISSING_RESULT_POLICIES).optional(),
    flap: z.strictObject({ changes: z.int().min(2), window: longDuration }).optional(),
  });
}

/** Everything zod found wrong, one text each: `labels.a: …`. */
export function describeIssues({ issues }: z.ZodError): string[] {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
}
