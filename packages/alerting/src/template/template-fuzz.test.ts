import { expect, it } from '@jest/globals';
import { KotobaError, Labels } from '@kotoba/core';
import { mutateText, randomBelow } from '../../../../e2e/support/mutate-text.ts';
import { ruleTemplates } from './rule-templates.ts';

const MUTATIONS = 30_000;
const LONGEST_MILLIS = 2_000;
const LONGEST_TEXT = 2_000_000;
const corpus = [
  '{{ $labels.instance }} is {{ $value | humanize }}',
  '{{ range $name, $value := .Labels }}{{ $name }}={{ $value }};{{ else }}none{{ end }}',
  '{{ with query "up" }}{{ . | first | value | humanizePercentage }}{{ end }}',
  '{{ if and (gt $value 1.0) (not (eq $labels.zone "a" "b")) }}{{ printf "%-10.3f|%q|%x" $value "x" 255 }}{{ end }}',
  '{{ range query "up" | sortByLabel "instance" }}{{ .Labels.instance }}: {{ .Value }}{{ end }}',
  '{{ define "a" }}{{ template "a" . }}{{ end }}{{ reReplaceAll "(a+)+$" "$1" $labels.text }}',
  '{{ $x := 0 }}{{ range 5 }}{{ $x = . }}{{ if eq . 3 }}{{ break }}{{ end }}{{ end }}{{ $x }}',
  '{{ humanizeDuration 1e9 }} {{ humanize1024 -0.5 }} {{ humanizeTimestamp 1e12 }} {{ toTime $value }}',
  '{{- /* a comment */ -}} {{ len $labels }} {{ index $labels "zone" }} {{ slice "abcdef" 1 3 }} {{ args 1 "a" | index }}',
  '{{ stripPort "a:1" }} {{ stripDomain "a.b" }} {{ title "x" }} {{ toUpper "ß" }} {{ match "a.*" "b" }} {{ urlquery "é&" }}',
  '{{ tableLink "up" }} {{ graphLink "up" }} {{ pathPrefix }} {{ externalURL }} {{ parseDuration "1h" }} {{ safeHtml "<b>" }}',
];
const pieces = [
  ...[
    '{{',
    '}}',
    '{{-',
    '-}}',
    '{{/*',
    '*/}}',
    '(',
    ')',
    '|',
    '.',
    '$',
    ':=',
    '=',
    ',',
    '"',
    '`',
    "'",
    '\\',
    '\n',
    '\0',
  ],
  ...[
    'range ',
    'if ',
    'else ',
    'with ',
    'end ',
    'define "x" ',
    'template "x" ',
    'block "x" . ',
    'break ',
    'continue ',
    'nil ',
  ],
  ...[
    '1e999',
    '0x_1p-2',
    "'\\x00'",
    '-1',
    '9223372036854775808',
    '1i',
    '%999999999d',
    '%!',
    '%*[3]d',
    '$labels',
    '.Value',
    'query "up"',
  ],
];

it(`fills in or refuses ${MUTATIONS} mutated templates, and never crashes, hangs or writes without end`, async () => {
  const below = randomBelow(13);
  const samples = ['b', 'a'].map((instance) => ({
    labels: Labels.from({ __name__: 'up', instance }),
    timestampMillis: 0,
    value: 1,
  }));
  const data = {
    labels: { instance: 'a:90', zone: 'a', text: `${'a'.repeat(40)}!`, __proto__: 'x' },
    value: 1234.5,
    externalLabels: { region: 'eu' },
    externalUrl: 'http://mon.example/kotoba',
    timeMillis: 1_234_567_890_500,
    query: async (query: string) => (query === 'up' ? samples : []),
  };
  let filled = 0;
  for (let i = 0; i < MUTATIONS; i++) {
    const text = mutateText(corpus[below(corpus.length)]!, { pieces, corpus }, below);
    const began = performance.now();
    try {
      const written = await ruleTemplates.expand(text, 'fuzz', data);
      expect(typeof written).toBe('string');
      expect(written.length).toBeLessThan(LONGEST_TEXT);
      filled++;
    } catch (error) {
      if (!(error instanceof KotobaError))
        throw new Error(`${JSON.stringify(text)} failed`, { cause: error });
    }
    if (performance.now() - began > LONGEST_MILLIS) throw new Error(`${JSON.stringify(text)} took too long`);
  }
  expect(filled).toBeGreaterThan(MUTATIONS / 12);
}, 300_000);
