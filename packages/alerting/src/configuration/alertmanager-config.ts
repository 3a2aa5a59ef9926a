import { dirname } from 'node:path';
import type { Clock } from '@kotoba/core';
import type { NotifierOptions } from '../notifier.ts';
import type { RuleProblem } from '../rules/rule-problem.ts';
import { YamlSource } from '../rules/yaml-source.ts';
import { ConfigReader } from './config-reader.ts';
import { ConfigurationError } from './configuration-error.ts';
import { readGlobal } from './read-global.ts';
import { readInhibitRules } from './read-inhibit-rules.ts';
import { readReceivers } from './read-receivers.ts';
import { readRootRoute } from './read-route.ts';
import { type ReadSecretFile, secretFilesBeside } from './read-secret.ts';
import { readTimeIntervals } from './read-time-intervals.ts';

/** Options of {@link parseAlertmanagerConfig}. */
export interface AlertmanagerConfigOptions {
  /** Path of the file, for messages; `*_file` fields are read relative to its folder. */
  readonly file: string;
  readonly clock: Clock;
  /** Reads what `*_file` fields name. @default from the file's folder */
  readonly readSecretFile?: ReadSecretFile;
}

/** What a configuration of Alertmanager says, ready for a `Notifier`. */
export interface AlertmanagerConfig
  extends Required<Pick<NotifierOptions, 'route' | 'receivers' | 'inhibitRules' | 'timeIntervals'>> {
  /** How long an alert that comes without an end is taken to go on. */
  readonly resolveTimeoutMillis: number;
}

/**
 * Reads a configuration in Alertmanager's YAML. Whatever it holds that is wrong, unknown or not supported here is told at
 * once, with its place.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/
 * @throws {ConfigurationError} KOTOBA_ALERTING_INVALID_CONFIGURATION
 */
export function parseAlertmanagerConfig(
  text: string,
  { file, clock, readSecretFile = secretFilesBeside(dirname(file)) }: AlertmanagerConfigOptions,
): AlertmanagerConfig {
  const source = new YamlSource(text, file);
  if (source.problems.length > 0) throw invalid(syntaxProblems(source.problems));
  const root = new ConfigReader(source, source.resolve(source.root), 'an Alertmanager configuration', {
    global: true,
    route: true,
    receivers: true,
    inhibit_rules: true,
    templates: true,
    time_intervals: true,
    mute_time_intervals: true,
  });
  if (root.list('templates').length > 0)
    root.problem(
      'templates',
      '"templates" is not supported: messages are made without templates of your own',
    );
  const { resolveTimeoutMillis, ...global } = readGlobal(root, readSecretFile);
  const receivers = readReceivers(root, { global, readFile: readSecretFile, clock });
  const timeIntervals = readTimeIntervals(root);
  const inhibitRules = readInhibitRules(root);
  const route = readRootRoute(root, {
    receivers: new Set(receivers.keys()),
    timeIntervals: new Set(timeIntervals.keys()),
  });
  if (source.problems.length > 0) throw invalid(source.problems);
  return {
    route: { ...route, receiver: route.receiver! },
    receivers,
    inhibitRules,
    timeIntervals,
    resolveTimeoutMillis,
  };
}

const ALIAS = /^expected an anchor .*$/s;

/** Names of anchors are not shown: a secret that begins with `*` reads as one. */
function invalid(problems: readonly RuleProblem[]): ConfigurationError {
  const shown = problems.map((problem) => ({
    ...problem,
    message: problem.message.replace(ALIAS, 'expected an anchor before the alias, got none'),
  }));
  return new ConfigurationError(shown.sort((a, b) => a.line - b.line || a.column - b.column));
}

const CONSEQUENCE = /^Unexpected \S+ token in YAML stream/;

/**
 * What is wrong with the YAML itself, without the text the parser stumbled over, which may be a secret, and without what only
 * follows from a mistake further up.
 */
function syntaxProblems(problems: readonly RuleProblem[]): RuleProblem[] {
  const causes = problems.filter(({ message }) => !CONSEQUENCE.test(message));
  const told = causes.length > 0 ? causes : problems.slice(0, 1);
  return told.map((problem) => ({ ...problem, message: problem.message.replace(/: [\s\S]*$/, '') }));
}
