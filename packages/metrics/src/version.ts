/** The version of this package, as `package.json` has it. */
export const VERSION = '0.1.0';

/** The instrumentation scope of every metric of this package. */
export const INSTRUMENTATION_SCOPE = { name: '@kotoba/metrics', version: VERSION } as const;
