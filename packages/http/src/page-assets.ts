import { fileURLToPath } from 'node:url';

/** Folder of the built page: beside `src`, where this file stands, and beside `dist`, where it is bundled. */
export const pageAssets = fileURLToPath(new URL('../page-assets', import.meta.url));
