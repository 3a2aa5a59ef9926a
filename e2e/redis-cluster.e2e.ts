/** @needs redis-server */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { MonitoredCluster } from '@kotoba/core';
import { redisCluster, redisSentinelCluster } from '@kotoba/databases/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { patient } from '../packages/databases/src/conformance/read-all.ts';
import { ChildProgram } from './support/child-program.ts';
import { Cleanup } from './support/cleanup.ts';
import { freePort } from './support/free-port.ts';
import { requireProgram } from './support/programs.ts';
import { RedisServer } from './support/redis-server.ts';
import { waitFor } from './support/wait-for.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const nodeRedis = (port: number) => createClient({ url: `redis://127.0.0.1:${port}` });
const ioredis = (port: number) => new Redis(port, '127.0.0.1', { lazyConnect: true });
const SLOWLY = { timeoutMillis: 40_000, everyMillis: 250 };

/** Waits until a cluster is in a state, reading it all the while; answers the state. */
function reached(
  what: string,
  cluster: MonitoredCluster,
  isReached: (total: number, active: number, leaderChanges: number) => boolean,
) {
  return waitFor(
    what,
    async () => {
      const { nodes = [], leaderChanges = 0 } = await cluster.getClusterMetrics(patient());
      const active = nodes.filter((node) => node.active).length;
      return isReached(nodes.length, active, leaderChanges) && { nodes, leaderChanges };
    },
    SLOWLY,
  );
}

/** Waits until so many replicas are known to be hardly behind. */
function lagsOf(what: string, cluster: MonitoredCluster, count: number) {
  return waitFor(
    `the lag of ${what}`,
    async () => {
      const { nodes = [] } = await cluster.getClusterMetrics(patient());
      const lags = nodes.flatMap(({ replicationLagSeconds: lag }) => (lag === undefined ? [] : [lag]));
      return lags.length === count && lags.every((lag) => lag <= 5);
    },
    SLOWLY,
  );
}

describe('a primary watched by sentinels', () => {
  it('changes its leader exactly once when it is killed', async () => {
    const primary = await RedisServer.start(cleanup);
    const replicas = await Promise.all(
      [1, 2].map(() => RedisServer.start(cleanup, ['--replicaof', `127.0.0.1 ${primary.port}`])),
    );
    const sentinels = await Promise.all(
      [1, 2, 3].map(async () => {
        const port = await freePort();
        const file = join(cleanup.tempDir(), 'sentinel.conf');
        writeFileSync(
          file,
          `sentinel monitor mymaster 127.0.0.1 ${primary.port} 2\nsentinel down-after-milliseconds mymaster 3000\nsentinel failover-timeout mymaster 9000\n`,
        );
        const program = new ChildProgram({
          command: requireProgram('redis-server'),
          args: [file, '--sentinel', '--port', String(port), '--bind', '127.0.0.1'],
          cleanup,
        });
        await program.ready(() => /\+monitor master/.test(program.stdout));
        return port;
      }),
    );
    const cluster = redisSentinelCluster({
      name: 'cache',
      clients: [nodeRedis(sentinels[0]!), ioredis(sentinels[1]!), nodeRedis(sentinels[2]!)],
      primaryClient: new Redis({
        sentinels: sentinels.map((port) => ({ host: '127.0.0.1', port })),
        name: 'mymaster',
        lazyConnect: true,
      }),
    });
    const { leaderChanges } = await reached(
      'three active nodes',
      cluster,
      (total, active) => total === 3 && active === 3,
    );
    expect(leaderChanges).toBe(0);
    await lagsOf('two replicas', cluster, 2);
    await primary.kill();
    const after = await reached(
      'another leader',
      cluster,
      (_total, active, changes) => changes > 0 && active === 2,
    );
    expect(after.nodes[0]!.name).not.toBe(`127.0.0.1:${primary.port}`);
    expect(replicas.map(({ port }) => `127.0.0.1:${port}`)).toContain(after.nodes[0]!.name);
    await primary.launch();
    const healed = await reached('three active nodes again', cluster, (_total, active) => active === 3);
    expect(healed.leaderChanges).toBe(1);
    await lagsOf('two replicas of the new primary', cluster, 2);
  }, 120_000);
});

describe('a Redis Cluster', () => {
  it('changes one leader exactly once when a master is killed', async () => {
    const servers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const cluster = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'];
        return RedisServer.start(cleanup, [...cluster, '--cluster-port', String(await freePort())]);
      }),
    );
    const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
    execFileSync(
      'redis-cli',
      ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'],
      {
        stdio: 'pipe',
        timeout: 30_000,
      },
    );
    const cluster = redisCluster({
      name: 'shards',
      clients: [ioredis(servers[4]!.port), nodeRedis(servers[5]!.port), nodeRedis(servers[1]!.port)],
    });
    const { leaderChanges } = await reached(
      'six active nodes',
      cluster,
      (total, active) => total === 6 && active === 6,
    );
    expect(leaderChanges).toBe(0);
    // A replica that has never had its primary's data does not take its place.
    const isSynced = ({ port }: RedisServer) =>
      execFileSync('redis-cli', ['-p', String(port), 'INFO', 'replication'], { encoding: 'utf8' }).includes(
        'master_link_status:up',
      );
    await lagsOf('the replica of the primary that is asked', cluster, 1);
    await waitFor('replicas with data', () => servers.filter(isSynced).length === 3, SLOWLY);
    await servers[0]!.kill();
    await reached('another leader', cluster, (_total, active, changes) => changes > 0 && active === 5);
    await servers[0]!.launch();
    const healed = await reached('six active nodes again', cluster, (_total, active) => active === 6);
    expect(healed.leaderChanges).toBe(1);
  }, 120_000);
});
