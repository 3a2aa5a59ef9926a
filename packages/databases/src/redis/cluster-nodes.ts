/** A node as a cluster sees it. */
export interface ViewedNode {
  /** Stays the same over changes of role. */
  readonly id: string;
  readonly name: string;
  readonly isLeader: boolean;
  readonly active: boolean;
  readonly lagSeconds?: number;
}

/** What one of its members knows of a cluster. */
export interface ClusterView {
  readonly nodes: readonly ViewedNode[];
  /** The higher, the newer. */
  readonly epoch: number;
  /** Whether each new epoch is a leader change; otherwise roles tell. */
  readonly countsByEpoch: boolean;
}

const DOWN = new Set(['fail', 'fail?', 'handshake', 'noaddr', 's_down', 'o_down', 'disconnected']);

/** Whether flags, as `slave,fail?`, say nothing against a node. */
export function isUp(flags: string): boolean {
  return !flags.split(',').some((flag) => DOWN.has(flag));
}

/**
 * Reads the answer of `CLUSTER NODES`; a leader is a master that serves slots.
 * Source: https://redis.io/docs/latest/commands/cluster-nodes/
 * @throws {Error} the server's refusal, or that it is no member of a cluster
 */
export function readClusterNodes(answer: unknown): ClusterView {
  if (typeof answer !== 'string') throw answer;
  let epoch = 0;
  const nodes = answer
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): ViewedNode => {
      const [id = '', address = '', flags = '', , , , configEpoch = '', link = '', ...slots] = line
        .trim()
        .split(' ');
      epoch = Math.max(epoch, Number(configEpoch) || 0);
      return {
        id,
        name: address.split('@')[0]!,
        isLeader: flags.split(',').includes('master') && slots.some((slot) => !slot.startsWith('[')),
        active: isUp(flags) && link === 'connected',
      };
    });
  return { nodes, epoch, countsByEpoch: false };
}
