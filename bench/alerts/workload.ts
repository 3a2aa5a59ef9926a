/** 100 jobs of 50 instances, each with a gauge and a counter: 10,000 series. */
export const JOBS = 100;
const INSTANCES = 50;
/** Between two collections, and between two evaluations. */
export const INTERVAL_SECONDS = 5;
const RULES = 1_000;

/** Labels of the series of either metric, in the order of their values. */
export const SERIES_LABELS: readonly { readonly job: string; readonly instance: string }[] = Array.from(
  { length: JOBS * INSTANCES },
  (_, index) => ({ job: `job-${Math.floor(index / INSTANCES)}`, instance: `host-${index % INSTANCES}:9100` }),
);

/** The gauge of a series at a collection: 0 … 100, about one in twenty above 95. */
export function gaugeAt(series: number, collection: number): number {
  return Math.round(50 + 50 * Math.sin(series * 12.9898 + collection / 40) * 100) / 100;
}

/** The counter of a series at a collection. */
export function counterAt(series: number, collection: number): number {
  return collection * (10 + (series % 97));
}

/** A Prometheus rule file of one group of 1,000 rules over the 10,000 series. */
export function ruleFile(): string {
  const lines = ['groups:', '- name: bench', `  interval: ${INTERVAL_SECONDS}s`, '  rules:'];
  for (let rule = 0; rule < RULES; rule++) {
    const job = `job="job-${rule % JOBS}"`;
    lines.push(...(rule % 10 === 0 ? recording(rule, job) : alerting(rule, job)));
  }
  return `${lines.join('\n')}\n`;
}

function recording(rule: number, job: string): string[] {
  return [`  - record: job:bench:${rule}`, `    expr: avg by (job) (bench_load{${job}})`];
}

function alerting(rule: number, job: string): string[] {
  const queries = [
    `bench_load{${job}} > 95`,
    `sum by (job) (rate(bench_events_total{${job}}[1m])) > ${100 * (rule % 40)}`,
    `bench_load{${job},instance=~"host-1.*"} > 90 and on (job, instance) rate(bench_events_total{${job}}[1m]) > 5`,
    `max_over_time(bench_load{${job}}[2m]) > 98`,
  ];
  return [
    `  - alert: Bench${rule}`,
    `    expr: '${queries[rule % queries.length]}'`,
    `    for: ${rule % 3 === 0 ? '30s' : '0s'}`,
    '    labels: { severity: warning }',
    '    annotations:',
    "      summary: '{{ $labels.job }} is at {{ $value }}'",
  ];
}
