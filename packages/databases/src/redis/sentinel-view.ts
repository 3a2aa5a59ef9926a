import type { CommandAnswers } from './client.ts';
import { type ClusterView, isUp, type ViewedNode } from './cluster-nodes.ts';

/**
 * Reads the answers of `SENTINEL MASTER` and `SENTINEL REPLICAS`. How far a replica is behind is known only while its link is
 * down: as long as that.
 * Source: https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/
 * @throws {Error} the sentinel's refusal, as of a name it does not know
 */
export function readSentinelView([primaryAnswer, replicasAnswer]: CommandAnswers): ClusterView {
  if (primaryAnswer instanceof Error) throw primaryAnswer;
  if (!Array.isArray(replicasAnswer)) throw replicasAnswer;
  const primary = fieldsOf(primaryAnswer);
  const replicas = replicasAnswer.map(fieldsOf);
  const down = replicas.filter((fields) => !isLinked(fields));
  return {
    nodes: [nodeOf(primary, true), ...replicas.map((fields) => nodeOf(fields, false))],
    epoch: Number(primary.get('config-epoch')) || 0,
    countsByEpoch: true,
    lags: new Map(
      down
        .map((fields) => [nameOf(fields), Number(fields.get('master-link-down-time')) / 1_000] as const)
        .filter(([, seconds]) => seconds > 0),
    ),
  };
}

function nodeOf(fields: ReadonlyMap<string, string>, isLeader: boolean): ViewedNode {
  const name = nameOf(fields);
  const active = isUp(fields.get('flags') ?? '') && (isLeader || isLinked(fields));
  return { id: name, name, isLeader, active };
}

function nameOf(fields: ReadonlyMap<string, string>): string {
  return `${fields.get('ip')}:${fields.get('port')}`;
}

function isLinked(fields: ReadonlyMap<string, string>): boolean {
  return fields.get('master-link-status') === 'ok';
}

/** Drivers answer names and values in turn, a Map or an object, by the version of the protocol. */
function fieldsOf(answer: unknown): ReadonlyMap<string, string> {
  if (answer instanceof Map)
    return new Map([...answer].map(([name, value]) => [String(name), String(value)]));
  if (Array.isArray(answer)) {
    const fields = new Map<string, string>();
    for (let i = 0; i + 1 < answer.length; i += 2) fields.set(String(answer[i]), String(answer[i + 1]));
    return fields;
  }
  return new Map(Object.entries(answer as object).map(([name, value]) => [name, String(value)]));
}
