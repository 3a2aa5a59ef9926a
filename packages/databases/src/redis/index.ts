export type { IoredisClient, NodeRedisClient, RedisClient } from './client.ts';
export {
  type RedisClusterOptions,
  type RedisSentinelOptions,
  redisCluster,
  redisSentinelCluster,
} from './cluster.ts';
export { redisDatabase } from './database.ts';
export type { RedisDatabaseOptions } from './options.ts';
