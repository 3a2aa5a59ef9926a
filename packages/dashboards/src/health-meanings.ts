import type { ValueMeaning } from './dashboard.ts';

/** Statuses of checks and of the verdict. */
export const healthMeanings: readonly ValueMeaning[] = [
  { value: 1, text: 'healthy', level: 'ok' },
  { value: 0.5, text: 'degraded', level: 'warning' },
  { value: 0, text: 'unhealthy', level: 'critical' },
  { value: -1, text: 'unknown', level: 'unknown' },
];
