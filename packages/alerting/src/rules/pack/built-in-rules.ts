import { type BuiltInRule, withRunbook } from './built-in-rule.ts';
import { clusterRules } from './cluster-rules.ts';
import { databaseRules } from './database-rules.ts';
import { healthRules } from './health-rules.ts';
import { hostRules } from './host-rules.ts';

/** The built-in rules by what they are about; each names its runbook. */
export const builtInRules = {
  databases: databaseRules.map(withRunbook),
  clusters: clusterRules.map(withRunbook),
  hosts: hostRules.map(withRunbook),
  health: healthRules.map(withRunbook),
} satisfies Record<string, readonly BuiltInRule[]>;

/** What built-in rules are about. */
export type BuiltInRuleSet = keyof typeof builtInRules;
