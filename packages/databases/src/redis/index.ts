export type { IoredisClient, NodeRedisClient, RedisClient } from './client.ts';
export { redisDatabase } from './database.ts';
export type { RedisDatabaseOptions } from './options.ts';
