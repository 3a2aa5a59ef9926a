import { catalog, type MetricDefinition } from '@kotoba/metrics';

const SECTIONS: ReadonlyArray<readonly [title: string, keyPrefixes: readonly string[]]> = [
  ['Databases', ['db']],
  ['Clusters', ['cluster']],
  ['Backups', ['backup']],
  ['Host', ['system']],
  ['Health', ['health']],
  ['Alerts', ['alerts', 'notifications']],
  ['Kotoba itself', ['monitoring']],
];

const INTRODUCTION = `# Metrics

Written from \`packages/metrics/src/catalog.ts\` by \`npx node --conditions=kotoba-source docs/write-metrics-page.ts\`;
a test holds the two together.

A metric has one name: in the code, the scrape, the OTLP stream, the history and the rules. Units are UCUM's: \`s\`
seconds, \`By\` bytes, \`1\` a ratio or state.

- **An \`updowncounter\`** is a gauge to Prometheus; in OTLP, a sum that may fall.
- **What cannot be read is absent.** A failed read yields no sample and counts in
  \`kotoba_monitoring_read_errors_total\`; a value that is not a number in its range counts in
  \`kotoba_monitoring_invalid_readings_total\`. A known zero, such as that of failed queries once there are any queries,
  is reported as 0.
- **Totals that are polled never fall.** Where a database's own total starts over, what it counts afresh is added to
  what was counted before. A small fall without a restart is jitter, and holds the value until it is passed again.
- **Query totals of the database itself** (\`operation="all"\`) are used only where its queries are not measured by
  the wrapper or by \`recordQuery\`, so that nothing is counted twice. Where a database does not say how many failed,
  there is no label \`status\`. The same holds for what "the database itself reports".
- **A metric has at most \`cardinalityLimit\` series** (default 2,000). Label sets that come later share one series with
  the label \`otel_metric_overflow="true"\` (\`otel.metric.overflow\` in OTLP), count in
  \`kotoba_monitoring_overflow_measurements_total\`, and the first is logged.
- **CPU usage** compares two readings; the first collection after the start has it, if it comes half a second after
  registration or later.
- **Temporality is cumulative**, whatever temporality a push is configured with.
- **In an app's own MeterProvider** that was not given our readers, gauges and counters are observable instruments.
  The SDK goes on reporting the last value of a gauge that is no longer observed; such a series is set to NaN.
`;

/** The text of `docs/metrics.md`. */
export function metricsPage(): string {
  const entries = Object.entries<MetricDefinition>(catalog);
  const sections = SECTIONS.map(([title, prefixes]) => {
    const rows = entries.filter(([key]) => prefixes.some((prefix) => key.startsWith(prefix)));
    return section(
      title,
      rows.map(([, definition]) => definition),
    );
  });
  return [INTRODUCTION, ...sections, buckets(entries.map(([, definition]) => definition))].join('\n');
}

function section(title: string, definitions: readonly MetricDefinition[]): string {
  const rows = definitions.map(({ name, kind, unit, labels, description, historyOnly }) => {
    const type = historyOnly ? `${kind}, history only` : kind;
    const names = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | \`${unit}\` | ${names} | ${description} |`;
  });
  return `## ${title}\n\n| metric | type | unit | labels | meaning |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

function buckets(definitions: readonly MetricDefinition[]): string {
  const rows = definitions
    .filter((definition) => definition.boundaries !== undefined)
    .map(({ name, boundaries = [] }) => `| \`${name}\` | ${boundaries.join(', ')} |`);
  return `## Buckets\n\n| histogram | upper bounds |\n|---|---|\n${rows.join('\n')}\n`;
}
