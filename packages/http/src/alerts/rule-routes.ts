import { createHash } from 'node:crypto';
import type { AlertInstance, GroupStatus, RuleStatus } from '@kotoba/alerting';
import { Labels, type Matcher } from '@kotoba/core';
import { type Context, Hono } from 'hono';
import { type ApiError, badData, queryError } from '../api/api-error.ts';
import { type RequestParameters, readParameters } from '../api/request-parameters.ts';
import { alertJson, groupJson } from './rule-json.ts';

/** What tells of the rules and their alerts: a `RuleEvaluator`. */
export interface RuleSource {
  groups(): readonly GroupStatus[];
  activeAlerts(): readonly AlertInstance[];
}

/** Only GET is served; nothing else has a body to read. */
const NO_FORM_BYTES = 0;
const TYPES = { alert: 'alerting', record: 'recording' } as const;

/**
 * `/api/v1/rules`, `/api/v1/alerts`, and `/graph?g0.expr=QUERY`, which alerts link to: it leads to the page's explorer, or to what
 * the query answers now where there is no page.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/api/#rules
 */
export function ruleRoutes(source: RuleSource, { hasPage = false } = {}): Hono {
  const app = new Hono();
  const serve = (path: string, data: (parameters: RequestParameters) => object) =>
    app.get(path, async (context) => {
      try {
        return context.json({
          status: 'success',
          data: data(await readParameters(context.req, NO_FORM_BYTES)),
        });
      } catch (error) {
        return refuse(context, queryError(error));
      }
    });
  serve('/api/v1/rules', (parameters) => rulesData(parameters, source.groups()));
  serve('/api/v1/alerts', () => ({ alerts: source.activeAlerts().map(alertJson) }));
  app.get('/graph', (context) => {
    const query = context.req.query('g0.expr') ?? '';
    const text = encodeURIComponent(query);
    return context.redirect(hasPage ? `./#/explore?expr=${text}` : `./api/v1/query?query=${text}`);
  });
  return app;
}

function refuse(context: Context, { type, message, status }: ApiError): Response {
  return context.json({ status: 'error', errorType: type, error: message }, status as 400);
}

function rulesData(parameters: RequestParameters, all: readonly GroupStatus[]) {
  const type = parameters.get('type').toLowerCase();
  if (type !== '' && !Object.hasOwn(TYPES, type)) throw badData(`invalid query parameter type='${type}'`);
  const selectors = selectorsOf(parameters);
  const names = setOf(parameters.all('rule_name[]'));
  const groupNames = setOf(parameters.all('rule_group[]'));
  const files = setOf(parameters.all('file[]'));
  const withAlerts = !flag(parameters, 'exclude_alerts');
  const isShown = (rule: RuleStatus) =>
    (type === '' || rule.type === TYPES[type as keyof typeof TYPES]) &&
    (names === undefined || names.has(rule.name)) &&
    (selectors.length === 0 || selectors.some((matchers) => matchesRule(matchers, rule)));
  const chosen = all.filter(
    ({ name, file }) => (groupNames?.has(name) ?? true) && (files?.has(file) ?? true),
  );
  const shown = chosen
    .map((group) => ({ group, rules: group.rules.filter(isShown) }))
    .filter(({ rules }) => rules.length > 0);
  const page = pageOf(parameters, shown);
  return {
    groups: page.groups.map(({ group, rules }) => groupJson(group, rules, withAlerts)),
    ...(page.next !== undefined && { groupNextToken: page.next }),
  };
}

/** `group_limit` groups from the one `group_next_token` names on. */
function pageOf<Shown extends { readonly group: GroupStatus }>(
  parameters: RequestParameters,
  all: readonly Shown[],
) {
  const limit = parameters.number('group_limit');
  const token = parameters.get('group_next_token');
  if (limit !== undefined && limit < 0) throw badData('group_limit needs to be greater than 0');
  if (limit === undefined && token !== '')
    throw badData('group_limit needs to be set if group_next_token is set');
  const start = token === '' ? 0 : all.findIndex(({ group }) => tokenOf(group) === token);
  if (start < 0) throw badData(`invalid group_next_token '${token}'. were rule groups changed?`);
  const end = limit === undefined || limit === 0 ? all.length : start + limit;
  const next = all[end];
  return { groups: all.slice(start, end), next: next && tokenOf(next.group) };
}

function tokenOf({ file, name }: GroupStatus): string {
  return createHash('sha1').update(`${file};${name}`).digest('hex');
}

function selectorsOf(parameters: RequestParameters): readonly (readonly Matcher[])[] {
  try {
    return parameters.selectors();
  } catch (error) {
    throw badData(error instanceof Error ? error.message : String(error), error);
  }
}

function matchesRule(matchers: readonly Matcher[], rule: RuleStatus): boolean {
  const labels = Labels.from(rule.labels);
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name)));
}

function setOf(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.length === 0 ? undefined : new Set(values);
}

/** A boolean as Go's `strconv.ParseBool` reads it. */
function flag(parameters: RequestParameters, name: string): boolean {
  const text = parameters.get(name);
  if (['', '0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  throw badData(`error converting ${name}: invalid syntax`);
}
