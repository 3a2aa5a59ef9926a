/** @needs promtool */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ruleTemplates } from '@kotoba/alerting';
import { Labels } from '@kotoba/core';
import { Cleanup } from './support/cleanup.ts';
import { requireProgram } from './support/programs.ts';

/**
 * What our templates make of generated texts, held against Debian's promtool 2.42: each text is an annotation of a rule,
 * and what we make of it the annotation a test of rules expects.
 */
const TEMPLATES = 800;
// Beyond 64 bits humanizeDuration overflows there.
const VALUES = [0, 1, -1.5, 0.000123, 1234567.891, 1e15, 42, 86_400 * 3 + 61, 0.1 + 0.2, 2.5, 1e-9];

const cleanup = new Cleanup();
afterAll(() => cleanup.run());

function randoms(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

const labels = { instance: 'db-1.example.org:9090', job: 'shop api', path: '/a b/<c>&"d"' };

class TemplateGenerator {
  readonly #below: (below: number) => number;

  constructor(seed: number) {
    this.#below = randoms(seed);
  }

  text(depth = 2): string {
    const parts = Array.from({ length: 1 + this.#below(3) }, () => this.#part(depth));
    return parts.join(this.#one(['', ' ', ' and ']));
  }

  #part(depth: number): string {
    if (depth === 0) return this.#one(['a', 'b c', 'é']);
    const nested = () => this.text(depth - 1);
    return this.#one([
      () => `{{ ${this.#pipeline()} }}`,
      () => `{{- ${this.#pipeline()} -}}`,
      () => `{{ if ${this.#condition()} }}${nested()}{{ else }}${nested()}{{ end }}`,
      () => `{{ with ${this.#text()} }}{{ . }}${nested()}{{ end }}`,
      () => `{{ range $k, $v := $labels }}{{ $k }}:{{ $v | len }};{{ end }}`,
      () => `{{ range query "vector(${this.#below(9)})" }}{{ .Value }}{{ end }}`,
      () => `{{ $x := ${this.#number()} }}{{ printf "%v" $x }}`,
      () => `{{/* c */}}${nested()}`,
    ])();
  }

  #pipeline(): string {
    return this.#one([
      () => `$value | ${this.#numeric()}`,
      () => `${this.#number()} | ${this.#numeric()}`,
      () => `${this.#text()} | ${this.#textual()}`,
      () => `printf "${this.#verb('fegv')}|${this.#verb('svq')}" ${this.#number()} ${this.#text()}`,
      () => `printf "${this.#verb('dxobv')}" ${this.#below(1_000)}`,
      () => `print ${this.#text()} ${this.#number()} ${this.#below(99)} ${this.#text()}`,
      () => `reReplaceAll "(\\\\w+)[^a-z]+(\\\\w+)" "$2-\${1}" ${this.#text()}`,
      () => `match "^[a-z]+" ${this.#text()}`,
      () => `index $labels "job" | ${this.#textual()}`,
      () => '$value',
    ])();
  }

  #condition(): string {
    return this.#one([
      () => `gt $value ${this.#number()}`,
      () => `eq $labels.job ${this.#text()}`,
      () => `and $labels.none ${this.#text()}`,
      () => `or $labels.none (not (le ${this.#number()} $value))`,
      () => `match "x" ${this.#text()}`,
    ])();
  }

  #number(): string {
    return this.#one([
      '0.0',
      '1.5',
      '-2.25',
      '1e3',
      '12345678.9',
      '0.001',
      '1e15',
      '100000.0',
      '1048576.0',
      '86461.5',
    ]);
  }

  #text(): string {
    return this.#one([
      '$labels.instance',
      '$labels.job',
      '$labels.path',
      '"x y"',
      '"A-b_C"',
      '`raw`',
      '$labels.none',
    ]);
  }

  #numeric(): string {
    return this.#one([
      'humanize',
      'humanize1024',
      'humanizeDuration',
      'humanizePercentage',
      'printf "%.3f"',
      'printf "%g"',
      'printf "%08.2f"',
      'print',
    ]);
  }

  #textual(): string {
    return this.#one([
      'toUpper',
      'toLower',
      'len',
      'stripPort',
      'stripDomain',
      'printf "%q"',
      'printf "%12s|"',
      'urlquery',
      'html',
      'js',
      'graphLink',
      'tableLink',
    ]);
  }

  #verb(verbs: string): string {
    return `%${this.#one(['', '-', '+', '0', ' ', '#'])}${this.#one(['', '6', '12'])}${this.#one(['', '.0', '.2'])}${this.#one([...verbs])}`;
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)]!;
  }
}

/** What ours makes of the text, with what goes wrong in Prometheus' place. */
async function expanded(text: string, value: number): Promise<string> {
  const query = async (asked: string) => [
    { labels: Labels.EMPTY, timestampMillis: 0, value: Number(/\d+/.exec(asked)![0]) },
  ];
  return ruleTemplates.expand(text, 'test', {
    labels: { __name__: 'x', ...labels },
    value,
    externalLabels: {},
    externalUrl: '',
    timeMillis: 0,
    query,
  });
}

describe('templates of alert rules', () => {
  it.each(VALUES.map((value, seed) => [value, seed + 1]))(
    'come to what promtool makes of them, of the value %d',
    async (value, seed) => {
      const generator = new TemplateGenerator(seed);
      const texts = Array.from({ length: Math.ceil(TEMPLATES / VALUES.length) }, () => generator.text());
      const annotations: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const [i, text] of texts.entries()) {
        annotations[`a${i}`] = `${text}.`;
        expected[`a${i}`] = `${await expanded(text, value)}.`;
      }
      const directory = cleanup.tempDir();
      const rule = { alert: 'A', expr: 'x', annotations };
      writeFileSync(join(directory, 'rules.yml'), JSON.stringify({ groups: [{ name: 'g', rules: [rule] }] }));
      const test = {
        interval: '1m',
        input_series: [
          { series: Labels.from({ __name__: 'x', ...labels }).toString(), values: String(value) },
        ],
        alert_rule_test: [
          {
            eval_time: '0m',
            alertname: 'A',
            exp_alerts: [{ exp_labels: labels, exp_annotations: expected }],
          },
        ],
      };
      writeFileSync(
        join(directory, 'tests.yml'),
        JSON.stringify({ rule_files: ['rules.yml'], tests: [test] }),
      );
      const { status, stdout, stderr } = spawnSync(
        requireProgram('promtool'),
        ['test', 'rules', 'tests.yml'],
        {
          cwd: directory,
          encoding: 'utf8',
          timeout: 60_000,
        },
      );
      expect([differences(stdout + stderr, texts, expected), status]).toEqual([[], 0]);
    },
  );
});

/** The annotations promtool has otherwise, with their texts. */
function differences(
  output: string,
  texts: readonly string[],
  expected: Readonly<Record<string, string>>,
): string[] {
  const got = output.slice(output.indexOf('got:'));
  const found = texts.flatMap((text, i) => {
    const match = new RegExp(`\\ba${i}="((?:[^"\\\\]|\\\\.)*)"`).exec(got)?.[1];
    if (match === undefined) return [];
    const theirs = JSON.parse(`"${match.replace(/\\x([0-9a-f]{2})/g, '\\u00$1')}"`) as string;
    return theirs === expected[`a${i}`]
      ? []
      : [`${text} → ours ${JSON.stringify(expected[`a${i}`])}, theirs ${JSON.stringify(theirs)}`];
  });
  return found.length === 0 && output.includes('FAILED') ? [output.slice(0, 2_000)] : found;
}
