import { KotobaError } from '@kotoba/core';
import type * as z from 'zod';
import { accessProblem } from './access-schema.ts';
import { ENVIRONMENT_VARIABLES, type Environment, readEnvironment } from './environment.ts';
import type { MonitoringOptions } from './options.ts';
import { optionsSchema, type ResolvedOptions } from './options-schema.ts';

/** Options whose values must never be shown. */
const SECRET_PATH =
  /header|token|basicAuth|password|secret|webhook|key|url|endpoint|credential|alertmanager|notification/i;

/**
 * Options in force: code over environment over default.
 * @throws {KotobaError} KOTOBA_INVALID_OPTIONS, with every problem in its message
 */
export function resolveOptions(options: MonitoringOptions, environment: Environment): ResolvedOptions {
  const fromEnvironment = readEnvironment(environment);
  const merged = isPlainObject(options) ? merge(fromEnvironment.options, options) : options;
  const result = optionsSchema.safeParse(merged);
  if (result.success) {
    const problem = accessProblem(result.data);
    if (problem !== undefined) throw invalid([problem]);
    return {
      ...result.data,
      otlp: withOtlpSwitch(result.data.otlp),
      health: withShortHealthOptions(result.data),
    };
  }
  const variableAt = (path: Path) => {
    const key = path.join('.');
    if (valueAt(options, path) !== undefined) return undefined;
    if (valueAt(merged, path) !== undefined) return fromEnvironment.variableByPath.get(key);
    return ENVIRONMENT_VARIABLES.find((variable) => variable.path.join('.') === key)?.name;
  };
  const problems = result.error.issues.flatMap((issue) => describeIssue(issue, merged, variableAt));
  throw invalid(problems);
}

function invalid(problems: readonly string[]): KotobaError {
  return new KotobaError(
    'KOTOBA_INVALID_OPTIONS',
    `${problems.length} wrong ${problems.length === 1 ? 'option' : 'options'}:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    { cause: undefined },
  );
}

function withOtlpSwitch(otlp: ResolvedOptions['otlp']): ResolvedOptions['otlp'] {
  return { ...otlp, enabled: otlp.enabled ?? otlp.endpoint !== undefined };
}

/** `enableHealthChecks` and `healthCheckIntervalMillis` are short for options of `health`. */
function withShortHealthOptions(options: ResolvedOptions): ResolvedOptions['health'] {
  const { health, enableHealthChecks, healthCheckIntervalMillis } = options;
  return {
    ...health,
    enabled: enableHealthChecks ?? health.enabled,
    intervalMillis: healthCheckIntervalMillis ?? health.intervalMillis,
  };
}

function merge(base: unknown, over: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(over)) return over === undefined ? base : over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(merged[key], value);
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

type Path = readonly PropertyKey[];

function describeIssue(
  issue: z.core.$ZodIssue,
  input: unknown,
  variableAt: (path: Path) => string | undefined,
): string[] {
  const path = writtenPath(issue.path, input);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path);
    return issue.keys.map((key) => {
      const suggestion = closest(key, known);
      const hint = suggestion === undefined ? '' : `; did you mean ${JSON.stringify(suggestion)}?`;
      return `${printPath([...issue.path, key])}: no such option${hint}`;
    });
  }
  const variable = variableAt(path);
  const value = valueAt(input, path);
  const named = value === undefined ? 'or' : 'from';
  const where = variable === undefined ? printPath(path) : `${printPath(path)} (${named} ${variable})`;
  if (issue.code === 'custom' && issue.params?.isWhole === true) return [`${where}: ${issue.message}`];
  const detail = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [`${where}: ${expectation(detail)}, got ${printValue(path, value)}`];
}

/** The path as it was written: one thing may stand for a list of one. */
function writtenPath(path: Path, input: unknown): Path {
  return path.filter(
    (key, at) => typeof key !== 'number' || Array.isArray(valueAt(input, path.slice(0, at))),
  );
}

function expectation(message: string): string {
  const text = message.replace(/^(Invalid input: |Too (small|big): )/, '').replace(/, received .*$/, '');
  return text.replace(/^Invalid option: /, '');
}

function knownKeys(path: Path): readonly string[] {
  const schema = path.length === 0 ? optionsSchema : sectionSchema(String(path[0]));
  return schema === undefined ? [] : Object.keys(schema.shape);
}

function sectionSchema(key: string): { shape: object } | undefined {
  const section = (optionsSchema.shape as Record<string, { unwrap?: () => unknown } | undefined>)[key];
  const inner = section?.unwrap?.();
  return inner !== null && typeof inner === 'object' && 'shape' in inner
    ? (inner as { shape: object })
    : undefined;
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function printPath(path: Path): string {
  return path.length === 0 ? 'options' : path.map(String).join('.');
}

function printValue(path: Path, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (SECRET_PATH.test(printPath(path))) return `a ${typeof value} (not shown)`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The known name that is nearest to `name`, when it is near enough to be a slip of the hand. */
export function closest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = Math.min(
      editDistance(name.toLowerCase(), candidate.toLowerCase()),
      editDistance(name.toLowerCase(), candidate.toLowerCase().replace(/millis$/, '')),
    );
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
