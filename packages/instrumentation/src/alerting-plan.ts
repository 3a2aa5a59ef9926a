import { readFileSync } from 'node:fs';
import {
  type BuiltInRuleSet,
  builtInRules,
  createNotifications,
  NOTIFICATION_VARIABLES,
  type NotifierOptions,
  parseAlertmanagerConfig,
  parseRuleFile,
  type RuleGroup,
  ruleTemplates,
  sloGroup,
  toRuleGroup,
} from '@kotoba/alerting';
import { type Clock, errorMessage, KotobaError } from '@kotoba/core';
import type { ResolvedAlertingOptions } from './alerting-schema.ts';

/** Rules and receivers, read and checked. */
export interface AlertingPlan {
  readonly groups: readonly RuleGroup[];
  readonly routing: Pick<NotifierOptions, 'route' | 'receivers' | 'inhibitRules' | 'timeIntervals'>;
}

/** The receiver of whatever no configuration sends elsewhere. */
export const DEFAULT_RECEIVER = 'default';
const NOBODY = {
  route: { receiver: DEFAULT_RECEIVER, groupBy: ['alertname'] },
  receivers: new Map([[DEFAULT_RECEIVER, []]]),
};

/**
 * Reads all rules and receivers before anything is started.
 * @throws {KotobaError} KOTOBA_INVALID_OPTIONS, with every problem of every rule, file and notification
 */
export function planAlerting(options: ResolvedAlertingOptions, clock: Clock): AlertingPlan {
  const problems: string[] = [];
  const attempt = <T>(where: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push(`${where}: ${errorMessage(error).replaceAll('\n', '\n    ')}`);
      return undefined;
    }
  };
  const groups = readGroups(options, attempt);
  const routing = readRouting(options, clock, attempt);
  if (problems.length > 0)
    throw new KotobaError(
      'KOTOBA_INVALID_OPTIONS',
      `alerting cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  const { alertmanager, heartbeatUrl } = options;
  const isAsked = [routing, alertmanager, heartbeatUrl].some((one) => one !== undefined);
  const isOn = options.enabled ?? (isAsked || groups.length > 0);
  const isBuiltIn = options.builtInRules ?? (isOn && groups.length === 0);
  return { groups: [...groups, ...builtInGroups(isBuiltIn)], routing: routing ?? NOBODY };
}

type Attempt = <T>(where: string, read: () => T) => T | undefined;

function readGroups(options: ResolvedAlertingOptions, attempt: Attempt): RuleGroup[] {
  const { rules = [], ruleFiles = [], objectives = [] } = options;
  const checkTemplate = (text: string, name: string) => ruleTemplates.check(text, name);
  const groups = [
    ...rules.map((rule, i) => attempt(`alerting.rules.${i}`, () => toRuleGroup(rule, checkTemplate))),
    ...objectives.map((objective, i) => attempt(`alerting.objectives.${i}`, () => sloGroup(objective))),
    ...ruleFiles.flatMap(
      (file, i) =>
        attempt(
          `alerting.ruleFiles.${i}`,
          () => parseRuleFile(readFileSync(file, 'utf8'), { file, checkTemplate }).groups,
        ) ?? [],
    ),
  ].filter((group) => group !== undefined);
  const names = new Set<string>();
  for (const { file, name } of groups) {
    const key = `${file}\n${name}`;
    if (names.has(key))
      attempt('alerting', () => {
        throw new Error(`the rule or group ${JSON.stringify(name)} of ${file} is there twice`);
      });
    names.add(key);
  }
  return groups;
}

function readRouting(options: ResolvedAlertingOptions, clock: Clock, attempt: Attempt) {
  const { configFile, notifications, slackWebhookUrl, emailSmtpUrl } = options;
  if (configFile !== undefined) {
    if (notifications !== undefined)
      attempt('alerting.notifications', () => {
        throw new Error('expected either notifications or a configFile, got both');
      });
    return attempt('alerting.configFile', () =>
      parseAlertmanagerConfig(readFileSync(configFile, 'utf8'), { file: configFile, clock }),
    );
  }
  const environment = {
    [NOTIFICATION_VARIABLES.slackWebhook]: slackWebhookUrl,
    [NOTIFICATION_VARIABLES.emailSmtp]: emailSmtpUrl,
  };
  return attempt('alerting.notifications', () => createNotifications({ notifications, environment, clock }));
}

function builtInGroups(chosen: boolean | readonly BuiltInRuleSet[]): RuleGroup[] {
  const all = Object.keys(builtInRules) as BuiltInRuleSet[];
  const sets = chosen === true ? all : chosen === false ? [] : chosen;
  return sets.map((set) => ({
    name: set,
    file: 'built-in',
    limit: 0,
    rules: builtInRules[set].flatMap((rule) => toRuleGroup(rule, () => undefined).rules),
  }));
}
