import type { Node } from 'yaml';
import type { Escalation, RouteConfig } from '../notifications/route.ts';
import { yaml } from '../rules/yaml.ts';
import type { YamlSource } from '../rules/yaml-source.ts';
import { ConfigReader, type KnownFields } from './config-reader.ts';
import { readLabelNames, readMatchers } from './read-matchers.ts';

const ROUTE_FIELDS: KnownFields = {
  receiver: true,
  group_by: true,
  continue: true,
  match: true,
  match_re: true,
  matchers: true,
  group_wait: true,
  group_interval: true,
  repeat_interval: true,
  mute_time_intervals: true,
  active_time_intervals: true,
  escalations: true,
  routes: true,
};
const GROUP_BY_ALL = '...';
const DEEPEST = 100;

/** What a route's names refer to. */
export interface RouteReferences {
  readonly receivers: ReadonlySet<string>;
  readonly timeIntervals: ReadonlySet<string>;
}

/** Reads `route` with all below it. Source: https://prometheus.io/docs/alerting/latest/configuration/#route */
export function readRootRoute(root: ConfigReader, references: RouteReferences): RouteConfig {
  if (!root.has('route')) {
    root.problem('route', 'expected "route": there is nothing to tell where alerts go');
    return {};
  }
  const reader = new ConfigReader(root.source, root.get('route'), 'the root route', ROUTE_FIELDS);
  if (reader.text('receiver') === undefined)
    reader.problem('receiver', 'expected the root route to have a "receiver"');
  for (const name of ['match', 'match_re', 'matchers', 'mute_time_intervals', 'active_time_intervals'])
    if (reader.has(name)) reader.problem(name, `expected the root route to have no "${name}"`);
  if (reader.boolean('continue')) reader.problem('continue', 'expected the root route to have no "continue"');
  return readFieldsOfRoute(reader, references, 0);
}

function readRoute(
  source: YamlSource,
  node: Node | null,
  references: RouteReferences,
  depth: number,
): RouteConfig {
  if (node === null || (yaml().isScalar(node) && node.value === null))
    source.problem(node, 'expected a route as a mapping, got nothing');
  return readFieldsOfRoute(new ConfigReader(source, node, 'a route', ROUTE_FIELDS), references, depth);
}

function readFieldsOfRoute(reader: ConfigReader, references: RouteReferences, depth: number): RouteConfig {
  const receiver = readReceiverName(reader, references);
  const groupBy = readGroupBy(reader);
  const groupWaitMillis = reader.duration('group_wait');
  const groupIntervalMillis = reader.duration('group_interval', { zero: false });
  const repeatIntervalMillis = reader.duration('repeat_interval', { zero: false });
  const escalations = readEscalations(reader, references);
  const nested = reader.list('routes');
  if (depth >= DEEPEST) reader.problem('routes', `expected routes to be nested at most ${DEEPEST} deep`);
  return {
    ...(receiver !== undefined && { receiver }),
    ...(groupBy !== undefined && { groupBy }),
    ...(groupWaitMillis !== undefined && { groupWaitMillis }),
    ...(groupIntervalMillis !== undefined && { groupIntervalMillis }),
    ...(repeatIntervalMillis !== undefined && { repeatIntervalMillis }),
    ...(escalations !== undefined && { escalations }),
    matchers: readMatchers(reader, { list: 'matchers', equal: 'match', regex: 'match_re' }),
    continue: reader.boolean('continue') ?? false,
    muteTimeIntervals: readIntervalNames(reader, 'mute_time_intervals', references),
    activeTimeIntervals: readIntervalNames(reader, 'active_time_intervals', references),
    routes:
      depth >= DEEPEST ? [] : nested.map((node) => readRoute(reader.source, node, references, depth + 1)),
  };
}

function readReceiverName(reader: ConfigReader, { receivers }: RouteReferences): string | undefined {
  const name = reader.text('receiver');
  if (name !== undefined && !receivers.has(name))
    reader.problem('receiver', `there is no receiver ${JSON.stringify(name)}`);
  return name;
}

function readGroupBy(reader: ConfigReader): string[] | undefined {
  const names = readLabelNames(reader, 'group_by', GROUP_BY_ALL);
  if (names.includes(GROUP_BY_ALL) && names.length > 1)
    reader.problem('group_by', `expected "${GROUP_BY_ALL}" to be the only item of "group_by"`);
  if (new Set(names).size < names.length) reader.problem('group_by', 'a label stands twice in "group_by"');
  // An empty list inherits, as in Alertmanager.
  return names.length === 0 ? undefined : names;
}

function readIntervalNames(
  reader: ConfigReader,
  field: string,
  { timeIntervals }: RouteReferences,
): string[] {
  return reader.texts(field).map(({ text, node }) => {
    if (!timeIntervals.has(text))
      reader.source.problem(node, `there is no time interval ${JSON.stringify(text)}`);
    return text;
  });
}

/** A field of our own: who else is told, and when, as long as nobody acknowledges. */
function readEscalations(reader: ConfigReader, references: RouteReferences): Escalation[] | undefined {
  if (!reader.has('escalations')) return undefined;
  return reader.list('escalations').flatMap((node) => {
    const one = new ConfigReader(reader.source, node, 'an escalation', { after: true, receiver: true });
    const afterMillis = one.duration('after', { zero: false });
    const receiver = readReceiverName(one, references);
    if (!one.has('after')) one.problem('after', 'expected an escalation to have "after"');
    if (!one.has('receiver')) one.problem('receiver', 'expected an escalation to have a "receiver"');
    return afterMillis === undefined || receiver === undefined ? [] : [{ afterMillis, receiver }];
  });
}
