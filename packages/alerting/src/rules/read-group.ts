import type { Node } from 'yaml';
import { emptyRecord, readDuration, readFields, readNumber, readText, readTexts } from './field-readers.ts';
import type { RuleFileOptions } from './parse-rule-file.ts';
import { readRule } from './read-rule.ts';
import { labelNameProblem } from './rule-checks.ts';
import type { Rule, RuleGroup } from './rule-group.ts';
import type { YamlSource } from './yaml-source.ts';

const GROUP_FIELDS = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules'];

/** Reads one group of a rule file; what is wrong with it is noted in `source`. */
export function readGroup(source: YamlSource, node: Node | null, options: RuleFileOptions): RuleGroup {
  const fields = readFields(source, node, 'a rule group', GROUP_FIELDS);
  const name = readText(source, fields, 'name') ?? '';
  if (name === '') source.problem(node, 'expected a rule group to have a name');
  const labels = emptyRecord();
  for (const { name: label, text, key } of readTexts(source, fields, 'labels')) {
    const problem = labelNameProblem(label);
    if (problem === undefined) labels[label] = text;
    else source.problem(key, problem);
  }
  const nodes = source.items(fields.entries.get('rules')?.value ?? null, '"rules"');
  const rules = nodes.flatMap((one) => readRule(source, one, labels, options) ?? []);
  warnOfDuplicates(source, nodes, rules);
  const interval = readDuration(source, fields, 'interval');
  const offset = readDuration(source, fields, 'query_offset');
  return {
    name,
    file: source.file,
    // Prometheus takes an interval of 0 as none given.
    ...(interval !== undefined && interval > 0 && { intervalMillis: interval }),
    // Prometheus takes a negative limit as none.
    limit: Math.max(readNumber(source, fields, 'limit', 'whole number') ?? 0, 0),
    ...(offset !== undefined && { queryOffsetMillis: offset }),
    rules,
  };
}

/** Source: prometheus/prometheus `cmd/promtool`, `checkDuplicates`. */
function warnOfDuplicates(source: YamlSource, nodes: readonly (Node | null)[], rules: readonly Rule[]): void {
  if (nodes.length !== rules.length) return;
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    const key = JSON.stringify([rule.type, rule.name, Object.entries(rule.labels).sort()]);
    if (seen.has(key)) source.warning(nodes[index], `another rule "${rule.name}" has the same labels`);
    seen.add(key);
  });
}
