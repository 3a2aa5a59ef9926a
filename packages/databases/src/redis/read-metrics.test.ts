import { describe, expect, it } from '@jest/globals';
import { figuresOf } from './read-metrics.ts';

const INFO = `# Server
redis_version:7.0.15
server_time_usec:1700000100000000
uptime_in_seconds:3600
# Clients
connected_clients:12
maxclients:10000
blocked_clients:2
# Memory
used_memory:2000000
used_memory_rss:3000000
used_memory_dataset:1500000
maxmemory:0
mem_fragmentation_ratio:1.5
# Persistence
rdb_changes_since_last_save:7
rdb_last_save_time:1700000000
rdb_last_bgsave_status:err
aof_enabled:0
aof_last_write_status:ok
# Stats
total_connections_received:40
rejected_connections:3
keyspace_hits:90
keyspace_misses:10
evicted_keys:5
expired_keys:6
# Replication
role:master
connected_slaves:2
slave0:ip=10.0.0.2,port=6379,state=online,offset=990,lag=1
slave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0
master_repl_offset:1000
# Errorstats
errorstat_WRONGTYPE:count=4
# Commandstats
cmdstat_get:calls=100,usec=500,usec_per_call=5.00
cmdstat_keys:calls=1,usec=90000,usec_per_call=90000.00
cmdstat_config|get:calls=2,usec=10,usec_per_call=5.00
# Latencystats
latency_percentiles_usec_get:p50=1.003,p99=2.007,p99.9=9.023
latency_percentiles_usec_config|get:p50=1.003
# Keyspace
db0:keys=20,expires=1,avg_ttl=100
db3:keys=5,expires=0,avg_ttl=0
`.replaceAll('\n', '\r\n');

const slow = [[41, 1_700_000_000, 20_000, ['KEYS', '*']]];

describe('a reading of Redis', () => {
  it('tells connections, version and uptime', () => {
    expect(figuresOf([INFO, slow], 20, undefined).database).toEqual({
      activeConnections: 12,
      totalConnections: 40,
      maxConnections: 10_000,
      uptimeSeconds: 3_600,
      version: '7.0.15',
    });
  });

  it('tells the share of hits since the reading before', () => {
    const { storage, keyReads } = figuresOf([INFO, slow], 20, { hits: 80, misses: 10 });
    expect(storage).toEqual({
      totalSizeBytes: 2_000_000,
      usedSizeBytes: 1_500_000,
      readOperations: 100,
      cacheHitRate: 1,
    });
    expect(keyReads).toEqual({ hits: 90, misses: 10 });
    expect(figuresOf([INFO, slow], 20, { hits: 90, misses: 10 }).storage.cacheHitRate).toBeUndefined();
    expect(figuresOf([INFO, slow], 20, { hits: 5_000, misses: 10 }).storage.cacheHitRate).toBeUndefined();
  });

  it('tells replication, persistence, memory, keys and errors', () => {
    const { detail } = figuresOf([INFO, slow], 20, undefined);
    expect(detail).toMatchObject({
      serverConnections: [
        [10, 'connected'],
        [2, 'blocked'],
      ],
      connectionsRejected: [[3]],
      memoryFragmentation: [[1.5]],
      keys: [
        [20, '0'],
        [5, '3'],
      ],
      keysEvicted: [[5]],
      snapshotAgeSeconds: [[100]],
      snapshotOk: [[0]],
      snapshotPendingChanges: [[7]],
      inRecovery: [[0]],
      standbys: [[2]],
      standbyLagBytes: [
        [10, '10.0.0.2:6379'],
        [1_000, '10.0.0.3:6379'],
      ],
      standbyLagSeconds: [
        [1, '10.0.0.2:6379'],
        [0, '10.0.0.3:6379'],
      ],
      serverErrors: [[4, 'WRONGTYPE']],
      slowCommandsLogged: [[42]],
    });
    expect(detail).not.toHaveProperty('memoryMaxBytes');
    expect(detail).not.toHaveProperty('appendOnlyOk');
  });

  it('tells as many commands as it may, those that took most time', () => {
    const { detail } = figuresOf([INFO, slow], 2, undefined);
    expect(detail.commandCalls).toEqual([
      [1, 'keys'],
      [100, 'get'],
    ]);
    expect(detail.commandSeconds).toEqual([
      [0.09, 'keys'],
      [0.0005, 'get'],
    ]);
    expect(detail.commandLatencySeconds).toEqual([
      [0.000_001_003, 'get', '0.5'],
      [0.000_002_007, 'get', '0.99'],
      [0.000_009_023, 'get', '0.999'],
    ]);
    expect(figuresOf([INFO, slow], 0, undefined).detail.commandCalls).toEqual([]);
  });

  it('leaves out what the server does not tell or refuses', () => {
    const refused = new Error("NOPERM this user has no permissions to run the 'slowlog|get' command");
    const { database, storage, detail } = figuresOf(
      ['redis_version:6.0.0\r\nvalkey_version:8.1.0\r\n', refused],
      20,
      undefined,
    );
    expect(database).toEqual({ version: '8.1.0' });
    expect(storage).toEqual({});
    expect(detail.unread).toEqual(['slowlog']);
    expect(detail).not.toHaveProperty('slowCommandsLogged');
    expect(() => figuresOf([refused, slow], 20, undefined)).toThrow(refused);
  });
});
