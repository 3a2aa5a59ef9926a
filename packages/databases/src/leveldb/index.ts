export type { LeveldbClient } from './client.ts';
export { leveldbDatabase } from './database.ts';
export type { LeveldbDatabaseOptions } from './options.ts';
