import { join } from 'node:path';
import { stagePackages } from './pack/stage.ts';

/** Puts every package, as it is published, into the folder that is named. */
const [to = '.cache/packages'] = process.argv.slice(2);
for (const folder of stagePackages(join(import.meta.dirname, '..'), to)) console.log(folder);
