import type { CommandAnswers } from './client.ts';
import { readReplicationLags } from './replication-lags.ts';

/** A node as a cluster sees it. */
export interface ViewedNode {
  /** Stays the same over changes of role. */
  readonly id: string;
  readonly name: string;
  readonly isLeader: boolean;
  readonly active: boolean;
}

/** What one of its members knows of a cluster. */
export interface ClusterView {
  readonly nodes: readonly ViewedNode[];
  /** The higher, the newer. */
  readonly epoch: number;
  /** Whether each new epoch is a leader change; otherwise roles tell. */
  readonly countsByEpoch: boolean;
  /** Seconds that nodes are behind their leader, by name, as far as this member knows. */
  readonly lags: ReadonlyMap<string, number>;
}

const DOWN = new Set(['fail', 'fail?', 'handshake', 'noaddr', 's_down', 'o_down', 'disconnected']);

/** Whether flags, as `slave,fail?`, say nothing against a node. */
export function isUp(flags: string): boolean {
  return !flags.split(',').some((flag) => DOWN.has(flag));
}

/**
 * Reads the answers of `CLUSTER NODES` and `INFO replication`; a leader is a master that serves slots.
 * Source: https://redis.io/docs/latest/commands/cluster-nodes/
 * @throws {Error} the server's refusal, or that it is no member of a cluster
 */
export function readClusterNodes([answer, info]: CommandAnswers): ClusterView {
  if (typeof answer !== 'string') throw answer;
  let epoch = 0;
  let self: string | undefined;
  const nodes = answer
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): ViewedNode => {
      const [id = '', address = '', flags = '', , , , configEpoch = '', link = '', ...slots] = line
        .trim()
        .split(' ');
      epoch = Math.max(epoch, Number(configEpoch) || 0);
      const name = address.split('@')[0]!;
      if (flags.split(',').includes('myself')) self = name;
      return {
        id,
        name,
        isLeader: flags.split(',').includes('master') && slots.some((slot) => !slot.startsWith('[')),
        active: isUp(flags) && link === 'connected',
      };
    });
  return { nodes, epoch, countsByEpoch: false, lags: readReplicationLags(info, self) };
}
