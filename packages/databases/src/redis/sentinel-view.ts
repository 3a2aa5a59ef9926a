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
  return {
    nodes: [nodeOf(primary, true), ...replicasAnswer.map((replica) => nodeOf(fieldsOf(replica), false))],
    epoch: Number(primary.get('config-epoch')) || 0,
    countsByEpoch: true,
  };
}

function nodeOf(fields: ReadonlyMap<string, string>, isLeader: boolean): ViewedNode {
  const name = `${fields.get('ip')}:${fields.get('port')}`;
  const isLinked = isLeader || fields.get('master-link-status') === 'ok';
  const downMillis = Number(fields.get('master-link-down-time'));
  return {
    id: name,
    name,
    isLeader,
    active: isUp(fields.get('flags') ?? '') && isLinked,
    ...(!isLinked && downMillis > 0 && { lagSeconds: downMillis / 1_000 }),
  };
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
