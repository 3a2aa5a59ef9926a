import { isNull, readFields } from './field-readers.ts';
import { readGroup } from './read-group.ts';
import type { CheckTemplate, ParseExpression } from './rule-checks.ts';
import type { RuleGroup } from './rule-group.ts';
import { RuleFileError, type RuleProblem } from './rule-problem.ts';
import { YamlSource } from './yaml-source.ts';

/** Options of {@link parseRuleFile}. */
export interface RuleFileOptions {
  /** Name of the file, for messages and the groups. */
  readonly file: string;
  /** Default: Go's syntax, with Prometheus' functions. */
  readonly checkTemplate?: CheckTemplate;
  /** Default: what is stable in Prometheus. */
  readonly parseExpression?: ParseExpression;
}

/** What a rule file holds. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
  /** What Prometheus' linter warns of: several rules of one name and the same labels. */
  readonly warnings: readonly RuleProblem[];
}

/**
 * Reads a Prometheus rule file, with our own fields where it has any. Everything wrong with it is told at once.
 * @throws {RuleFileError} KOTOBA_ALERTING_INVALID_RULES
 */
export function parseRuleFile(text: string, options: RuleFileOptions): RuleFile {
  const source = new YamlSource(text, options.file);
  const groups = isNull(source.root) ? [] : readGroups(source, options);
  if (source.problems.length > 0) {
    throw new RuleFileError(source.problems.toSorted((a, b) => a.line - b.line || a.column - b.column));
  }
  return { groups, warnings: source.warnings };
}

function readGroups(source: YamlSource, options: RuleFileOptions): RuleGroup[] {
  const root = readFields(source, source.resolve(source.root), 'a rule file', ['groups']);
  const names = new Set<string>();
  const groups: RuleGroup[] = [];
  for (const node of source.items(root.entries.get('groups')?.value ?? null, '"groups"')) {
    const group = readGroup(source, node, options);
    if (group.name !== '' && names.has(group.name))
      source.problem(node, `the group name "${group.name}" is repeated in the same file`);
    names.add(group.name);
    groups.push(group);
  }
  return groups;
}
