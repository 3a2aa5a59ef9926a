export { kotobaDatabase } from './database.ts';
export type { KotobaDatabaseOptions } from './options.ts';
