import { randoms } from './differential-samples.ts';

/** A series in the notation of promtool's test files, with the numbers it stands for; undefined is no sample. */
export interface GeneratedSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (number | 'stale' | undefined)[];
}

/** Distance of two samples. */
export const SAMPLE_SECONDS = 20;
/** Distance of two evaluations. */
export const EVALUATION_SECONDS = 30;
/** How long the series last. */
export const LAST_SECONDS = 3_600;

const COUNT = LAST_SECONDS / SAMPLE_SECONDS + 1;
const ZONES = ['north', 'south'];

/** The last digits of averages differ between versions: values are told in fewer. */
const TEMPLATES = [
  '{{ if gt $value 50.0 }}high{{ else if lt $value 10.0 }}low{{ else }}middling{{ end }}',
  '{{ range $name, $value := $labels }}{{ $name }}={{ $value }};{{ end }}',
  '{{ $value | printf "%.3f" | len }} {{ $labels.zone | toUpper | printf "%10q" }}',
  '{{ range query "sum by (zone) (load)" | sortByLabel "zone" }}{{ .Labels.zone }}:{{ .Value }} {{ end }}',
  '{{ with query "queue" }}{{ . | sortByLabel "host" | first | label "host" }}{{ end }}',
  '{{ printf "%.4g" $value | reReplaceAll "([0-9])[.]" "$1," }} {{ humanizeDuration 12345.6 }}',
  '{{ humanize 1234567.0 }} {{ humanize1024 1234567.0 }} {{ humanizePercentage 0.1234 }}',
];

/**
 * Generates series and rules over them. No range ends on a sample at its far edge, which Prometheus 2 counts and 3 does
 * not, and no series pauses long enough to be looked for five minutes back, where they differ too.
 */
export class RuleGenerator {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randoms(seed);
  }

  series(): GeneratedSeries[] {
    const series: GeneratedSeries[] = [];
    for (const metric of ['load', 'queue', 'errors_total']) {
      for (let host = 0; host < 5; host++) {
        const labels = { host: `h${host}`, zone: ZONES[host % 2]! };
        series.push({ metric, labels, values: this.#values(metric.endsWith('_total')) });
      }
    }
    return series;
  }

  /** A rule file of `groups` groups. Names of alerts are `<seed letter>_<group>_<rule>`. */
  ruleFile(groups: number): { readonly text: string; readonly alerts: readonly string[] } {
    const alerts: string[] = [];
    const lines = ['groups:'];
    for (let group = 0; group < groups; group++) {
      lines.push(`- name: group ${group}`, '  rules:');
      lines.push(`  - record: zone:load_${group}`, '    expr: sum by (zone) (load)');
      if (this.#chance(0.5)) lines.push('    labels: { kind: recorded }');
      for (let rule = 0; rule < 5; rule++) {
        const name = `Alert_${group}_${rule}`;
        alerts.push(name);
        lines.push(...this.#alert(name, group));
      }
    }
    return { text: `${lines.join('\n')}\n`, alerts };
  }

  #values(isCounter: boolean): (number | 'stale' | undefined)[] {
    const values: (number | 'stale' | undefined)[] = [];
    let value = Math.floor(this.#random() * 100);
    let gap = this.#chance(0.3) ? Math.floor(this.#random() * 40) : 0;
    for (let index = 0; index < COUNT; index++) {
      value = isCounter ? value + Math.floor(this.#random() * 6) : this.#walk(value);
      if (isCounter && this.#chance(0.01)) value = 0;
      if (gap > 0) {
        gap--;
        values.push(undefined);
      } else if (this.#chance(0.02)) {
        values.push('stale');
        gap = Math.floor(this.#random() * 25);
      } else if (this.#chance(0.03)) {
        values.push(undefined);
        gap = Math.floor(this.#random() * 4);
      } else values.push(value);
    }
    return values;
  }

  #walk(value: number): number {
    const next = value + Math.floor((this.#random() - 0.5) * 40);
    return Math.min(Math.max(next, 0), 100);
  }

  #alert(name: string, group: number): string[] {
    const lines = [`  - alert: ${name}`, `    expr: ${this.#expression(group)}`];
    const hold = this.#pick(['', '', '30s', '45s', '1m', '2m30s', '5m']);
    if (hold !== '') lines.push(`    for: ${hold}`);
    const keep = this.#pick(['', '', '20s', '30s', '1m', '3m']);
    if (keep !== '') lines.push(`    keep_firing_for: ${keep}`);
    lines.push('    labels:', `      severity: ${this.#pick(['page', 'ticket'])}`);
    if (this.#chance(0.4)) lines.push("      place: '{{ $labels.zone }}/{{ $labels.host }}'");
    // Templates that differ with every value make every sample an alert of its own.
    if (this.#chance(0.1)) lines.push('      height: \'{{ printf "%.6g" $value }}\'');
    lines.push('    annotations:', '      text: \'{{ $labels.host }} is at {{ printf "%.6g" $value }}\'');
    if (this.#chance(0.5)) lines.push(`      more: '${this.#pick(TEMPLATES)}'`);
    return lines;
  }

  #expression(group: number): string {
    const level = Math.floor(this.#random() * 100);
    const other = Math.floor(this.#random() * 100);
    return this.#pick([
      `load > ${level}`,
      `load{zone="north"} < ${level}`,
      `queue >= ${level} and on (host) load < ${other}`,
      `queue > ${level} unless on (host) load > ${other}`,
      `sum by (zone) (queue) > ${level * 2}`,
      `rate(errors_total[75s]) > ${level / 500}`,
      `avg_over_time(load[115s]) > ${level}`,
      `absent(load{host="h${level % 5}"})`,
      `count(load > ${level}) > 2`,
      `zone:load_${group} > ${level * 2}`,
      `zone:load_${group}{zone="south"} < ${level}`,
      `load - on (host, zone) queue > ${other - 50}`,
      `load > bool ${level} == 1 or queue < ${other}`,
      `${level} < load`,
      `vector(${level}) > ${other}`,
      // Two series that are told apart by a label the result no longer has.
      `sum without (host) (load) > ${level} and on (zone) max by (zone) (queue) > ${other}`,
    ]);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }
}
