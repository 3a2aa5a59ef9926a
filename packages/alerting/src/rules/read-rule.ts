import type { Node } from 'yaml';
import { type FlapPolicy, MISSING_RESULT_POLICIES } from './alert-policies.ts';
import { alertingFieldsProblem } from './alerting-fields.ts';
import {
  emptyRecord,
  type Fields,
  isNull,
  readChoice,
  readDuration,
  readFields,
  readNumber,
  readText,
  readTexts,
} from './field-readers.ts';
import type { RuleFileOptions } from './parse-rule-file.ts';
import {
  annotationNameProblem,
  labelNameProblem,
  queryProblem,
  recordNameProblem,
  type TextProblem,
  templateProblem,
} from './rule-checks.ts';
import type { AlertingRule, Rule } from './rule-group.ts';
import { yaml } from './yaml.ts';
import type { YamlSource } from './yaml-source.ts';

const PROMETHEUS_FIELDS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];
/** Fields Prometheus refuses, so that a file with one of them cannot be mistaken for one it would judge alike. */
const OWN_FIELDS = ['resolve_when', 'resolve_threshold', 'no_data', 'on_error', 'flap'];
const ALERTING_ONLY = ['for', 'keep_firing_for', 'annotations', ...OWN_FIELDS];

/** Reads one rule; what is wrong with it is noted in `source`. Undefined when it is neither kind of rule. */
export function readRule(
  source: YamlSource,
  node: Node | null,
  groupLabels: Readonly<Record<string, string>>,
  options: RuleFileOptions,
): Rule | undefined {
  const fields = readFields(source, node, 'a rule', [...PROMETHEUS_FIELDS, ...OWN_FIELDS]);
  const record = readText(source, fields, 'record') ?? '';
  const alert = readText(source, fields, 'alert') ?? '';
  const query = readQuery(source, fields, 'expr', options);
  if (isNull(fields.entries.get('expr')?.value ?? null))
    source.problem(node, 'expected the rule to have an "expr"');
  if (record !== '' && alert !== '') {
    source.problem(node, 'expected either "record" or "alert" in a rule, got both');
    return undefined;
  }
  if (record === '' && alert === '') {
    source.problem(node, 'expected "record" or "alert" in a rule, got neither');
    return undefined;
  }
  const labels = { ...groupLabels, ...readLabels(source, fields, alert, options) };
  const base = { query: query ?? '', labels, place: source.placeOf(node) };
  if (alert !== '')
    return {
      ...base,
      type: 'alerting',
      name: alert,
      ...readAlerting(source, fields, alert, base.query, options),
    };
  checkRecord(source, fields, record);
  return { ...base, type: 'recording', name: record };
}

function readQuery(
  source: YamlSource,
  fields: Fields,
  name: string,
  { parseExpression }: RuleFileOptions,
): string | undefined {
  const query = readText(source, fields, name);
  if (query === undefined) return undefined;
  const { value } = fields.entries.get(name)!;
  if (query.trim() === '') {
    source.problem(value, `expected an expression in "${name}", got nothing`);
    return undefined;
  }
  note(source, value, queryProblem(query, parseExpression));
  return query;
}

function readLabels(
  source: YamlSource,
  fields: Fields,
  alert: string,
  { checkTemplate }: RuleFileOptions,
): Record<string, string> {
  const labels = emptyRecord();
  for (const { name, text, key, value } of readTexts(source, fields, 'labels')) {
    const problem = labelNameProblem(name);
    if (problem !== undefined) source.problem(key, problem);
    else if (!text.isWellFormed()) source.problem(value, `expected a value of valid Unicode for ${name}`);
    else labels[name] = text;
    if (alert !== '') note(source, value, templateProblem(text, name, checkTemplate));
  }
  return labels;
}

function readAlerting(
  source: YamlSource,
  fields: Fields,
  alert: string,
  query: string,
  options: RuleFileOptions,
): Omit<AlertingRule, 'type' | 'name' | 'query' | 'labels' | 'place'> {
  const annotations = emptyRecord();
  for (const { name, text, key, value } of readTexts(source, fields, 'annotations')) {
    const problem = annotationNameProblem(name);
    if (problem === undefined) annotations[name] = text;
    else source.problem(key, problem);
    note(source, value, templateProblem(text, name, options.checkTemplate));
  }
  const resolveWhen = readQuery(source, fields, 'resolve_when', options);
  const resolveThreshold = readNumber(source, fields, 'resolve_threshold', 'number');
  const noData = readChoice(source, fields, 'no_data', MISSING_RESULT_POLICIES);
  const onError = readChoice(source, fields, 'on_error', MISSING_RESULT_POLICIES);
  const flap = readFlap(source, fields);
  const problem = alertingFieldsProblem({
    query,
    ...(resolveWhen !== undefined && { resolveWhen }),
    ...(resolveThreshold !== undefined && { resolveThreshold }),
  });
  if (problem !== undefined)
    source.problem(fields.entries.get('resolve_threshold')?.value ?? fields.node, `${alert}: ${problem}`);
  return {
    forMillis: readDuration(source, fields, 'for') ?? 0,
    keepFiringForMillis: readDuration(source, fields, 'keep_firing_for') ?? 0,
    annotations,
    ...(resolveWhen !== undefined && { resolveWhen }),
    ...(resolveThreshold !== undefined && { resolveThreshold }),
    ...(noData !== undefined && { noData }),
    ...(onError !== undefined && { onError }),
    ...(flap !== undefined && { flap }),
  };
}

function readFlap(source: YamlSource, fields: Fields): FlapPolicy | undefined {
  const entry = fields.entries.get('flap');
  if (entry === undefined) return undefined;
  const flap = readFields(source, entry.value, '"flap"', ['changes', 'window']);
  const changes = readNumber(source, flap, 'changes', 'whole number');
  const windowMillis = readDuration(source, flap, 'window');
  if (changes !== undefined && changes >= 2 && windowMillis !== undefined && windowMillis > 0)
    return { changes, windowMillis };
  source.problem(entry.value, 'expected "flap" with "changes" of at least 2 and a "window" of more than 0');
  return undefined;
}

function checkRecord(source: YamlSource, fields: Fields, record: string): void {
  for (const name of ALERTING_ONLY) {
    const entry = fields.entries.get(name);
    if (entry !== undefined && !saysNothing(entry.value))
      source.problem(entry.key, `expected no "${name}" in a recording rule`);
  }
  const problem = recordNameProblem(record);
  if (problem !== undefined) source.problem(fields.entries.get('record')?.value, problem);
}

/** Prometheus lets a recording rule have what comes to nothing: `for: 0s`, `annotations: {}`. */
function saysNothing(value: Node | null): boolean {
  if (yaml().isMap(value)) return value.items.length === 0;
  return isNull(value) || (yaml().isScalar(value) && /^0(?:s|m|h|d|w|y|ms)?$/.test(String(value.value)));
}

function note(source: YamlSource, node: Node | null, problem: TextProblem | undefined): void {
  if (problem !== undefined) source.problem(node, problem.message, problem.within);
}
