import { stripTypeScriptTypes } from 'node:module';

/** Jest transformer that erases types the way Node itself does, so tests run exactly what `node` runs. */
export default {
  process(source: string): { code: string } {
    return { code: stripTypeScriptTypes(source) };
  },
};
