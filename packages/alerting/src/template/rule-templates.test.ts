import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import type { AlertTemplateData } from '../evaluator/alert-templates.ts';
import { ruleTemplates } from './rule-templates.ts';
import { TemplateError } from './template-error.ts';

const samples = [
  { labels: Labels.from({ __name__: 'up', instance: 'b:90' }), timestampMillis: 0, value: 1 },
  { labels: Labels.from({ __name__: 'up', instance: 'a:90' }), timestampMillis: 0, value: 0.5 },
];

function data(over: Partial<AlertTemplateData> = {}): AlertTemplateData {
  return {
    labels: { instance: 'db.example.org:9090', zone: 'a' },
    value: 1234.5678,
    externalLabels: { region: 'eu' },
    externalUrl: 'http://mon.example.org/kotoba',
    timeMillis: 1_234_567_890_500,
    query: async (query) => (query === 'up' ? samples : []),
    ...over,
  };
}

async function expand(text: string, over: Partial<AlertTemplateData> = {}): Promise<string> {
  return await ruleTemplates.expand(text, 'test', data(over));
}

/** What it fails with, without the name and place in front. */
async function failure(text: string): Promise<string> {
  try {
    return `filled in as ${await expand(text)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('templates of rules', () => {
  it.each([
    ['plain text', 'plain text'],
    ['{{ $labels.instance }} is {{ $value }}', 'db.example.org:9090 is 1234.5678'],
    ['{{ .Labels.zone }}/{{ .Value }}/{{ .ExternalLabels.region }}', 'a/1234.5678/eu'],
    [
      '{{ $labels.none }}|{{ $externalLabels.region }}|{{ $externalURL }}',
      '|eu|http://mon.example.org/kotoba',
    ],
    ['a {{- " b " -}} c', 'a b c'],
    ['a{{/* nothing */}}b {{- /* here */ -}} c', 'abc'],
    ['{{ if gt $value 1000.0 }}high{{ else }}low{{ end }}', 'high'],
    ['{{ if false }}1{{ else if eq $labels.zone "a" "b" }}2{{ else }}3{{ end }}', '2'],
    ['{{ with $labels.none }}x{{ else with $labels.zone }}{{ . }}{{ end }}', 'a'],
    [
      '{{ range $name, $value := $labels }}{{ $name }}={{ $value }};{{ end }}',
      'instance=db.example.org:9090;zone=a;',
    ],
    ['{{ range 3 }}{{ . }}{{ end }}', '012'],
    [
      '{{ range $i := 5 }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ if eq $i 3 }}{{ break }}{{ end }}{{ $i }}{{ end }}',
      '02',
    ],
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'],
    ['{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" $labels.zone }}', '<a>'],
    ['{{ block "b" 5 }}[{{ . }}]{{ end }}', '[5]'],
    ['{{ "x" | printf "%s-%s" "y" }}', 'y-x'],
    ['{{ (printf "%d" 7) | len }}', '1'],
    ['{{ and 1 0 2 }} {{ or 0 "" "z" }} {{ not true }}', '0 z false'],
    ['{{ or true (index $labels.zone 99) }}', 'true'],
    ['{{ $labels }}', 'map[instance:db.example.org:9090 zone:a]'],
    ['{{ nil | printf "%v" }}', '<nil>'],
    ['{{ print 1 2 "a" "b" 3.0 }} {{ println "x" 1 }}', '1 2ab3 x 1\n'],
    ["{{ 'a' }} {{ 0x10 }} {{ 1e3 }} {{ -2 }} {{ `raw` }}", '97 16 1000 -2 raw'],
    ['{{ slice "abcdef" 1 3 }} {{ index $labels "zone" }}', 'bc a'],
    ['{{ html "<a>" }} {{ urlquery "a b&c" }} {{ js "it\'s" }}', "&lt;a&gt; a+b%26c it\\'s"],
    ['{{ lt 1 2 }} {{ ge 2.5 2.5 }} {{ ne "a" "b" }} {{ le "a" "b" }}', 'true true true true'],
    ['{{ println }}{{ true }}', '\ntrue'],
  ])('are those of Go: %s', async (text, expected) => {
    expect(await expand(text)).toBe(expected);
  });

  it.each([
    ['%v %v', '{{ printf "%v %v" 1000000.0 0.00001 }}', '1e+06 1e-05'],
    ['%d', '{{ printf "%5d|%-5d|%05d|%+d" 42 42 42 42 }}', '   42|42   |00042|+42'],
    ['%f', '{{ printf "%.2f %f %6.1f %.0f" 3.14159 1.5 2.25 2.5 }}', '3.14 1.500000    2.2 2'],
    ['%g', '{{ printf "%.4g %g %.3g" 1234567.0 100000.0 0.00012345 }}', '1.235e+06 100000 0.000123'],
    ['%e', '{{ printf "%e %.1e" 12345.678 0.5 }}', '1.234568e+04 5.0e-01'],
    ['%s %q', '{{ printf "%s %q %6s|%-6s|%.2s" "a" "b\\n" "c" "d" "efg" }}', 'a "b\\n"      c|d     |ef'],
    [
      '%x %o %b %c %U',
      '{{ printf "%x %X %#x %o %b %c %U" 255 255 255 8 5 65 65 }}',
      'ff FF 0xff 10 101 A U+0041',
    ],
    ['%t %T %%', '{{ printf "%t %T %T %T %%" true 1 1.0 "" }}', 'true int float64 string %'],
    ['*', '{{ printf "%*d" 5 42 }}', '   42'],
    ['a wrong verb', '{{ printf "%d %s" "x" 1 }}', '%!d(string=x) %!s(int=1)'],
    ['too few', '{{ printf "%d" }}', '%!d(MISSING)'],
    ['too many', '{{ printf "a" 1 "b" }}', 'a%!(EXTRA int=1, string=b)'],
    ['no verb', '{{ printf "%" }}', '%!(NOVERB)'],
  ])('format as Go does: %s', async (_title, text, expected) => {
    expect(await expand(text)).toBe(expected);
  });

  it.each([
    [
      '{{ humanize 1234567.0 }} {{ humanize 0.00123 }} {{ humanize 0.0 }} {{ humanize "1e9" }}',
      '1.235M 1.23m 0 1G',
    ],
    ['{{ humanize1024 1048576.0 }} {{ humanize1024 0.5 }}', '1Mi 0.5'],
    [
      '{{ humanizeDuration 93784.5 }} {{ humanizeDuration 61 }} {{ humanizeDuration 0.0123 }} {{ humanizeDuration 1.5 }}',
      '1d 2h 3m 4s 1m 1s 12.3ms 1.5s',
    ],
    ['{{ humanizePercentage 0.12345 }}', '12.35%'],
    ['{{ humanizeTimestamp 1435065584.128 }}', '2015-06-23 13:19:44.128 +0000 UTC'],
    ['{{ (toTime 0) }} {{ toDuration 3661.5 }}', '1970-01-01 00:00:00 +0000 UTC 1h1m1.5s'],
    ['{{ now }}', '1.2345678905e+09'],
    ['{{ toUpper "aB" }} {{ toLower "aB" }} {{ title "hello wOrld" }}', 'AB ab Hello WOrld'],
    [
      '{{ stripPort $labels.instance }} {{ stripDomain $labels.instance }} {{ stripPort "[::1]:80" }} {{ stripDomain "10.0.0.1:80" }}',
      'db.example.org db:9090 ::1 10.0.0.1:80',
    ],
    ['{{ match "a.*" "xab" }} {{ reReplaceAll "(\\\\w+)-(\\\\w+)" "$2 $1" "a-b c-d" }}', 'true b a d c'],
    [
      '{{ graphLink "up == 0" }} {{ tableLink "up" }}',
      '/graph?g0.expr=up+%3D%3D+0&g0.tab=0 /graph?g0.expr=up&g0.tab=1',
    ],
    ['{{ externalURL }} {{ pathPrefix }}', 'http://mon.example.org/kotoba /kotoba'],
    ['{{ parseDuration "1h30m" }} {{ urlQueryEscape "a b" }}', '5400 a+b'],
    ['{{ with args 1 "b" }}{{ .arg0 }}{{ .arg1 }}{{ end }}', '1b'],
    ['{{ safeHtml "<b>" }}', '<b>'],
  ])('have Prometheus’ functions: %s', async (text, expected) => {
    expect(await expand(text)).toBe(expected);
  });

  it('ask queries, each once', async () => {
    const asked: string[] = [];
    const query: AlertTemplateData['query'] = async (text) => {
      asked.push(text);
      return text === 'up' ? samples : [];
    };
    const text = `{{ range query "up" | sortByLabel "instance" }}{{ .Labels.instance }}={{ .Value }},{{ end }}{{ query "up" | first | label "instance" }} {{ query "up" | first | value }} {{ query "up" | first | strvalue }}{{ if query "none" }}x{{ end }}`;
    expect(await expand(text, { query })).toBe('a:90=0.5,b:90=1,b:90 1 1');
    expect(asked).toEqual(['up', 'none']);
  });

  it.each([
    ['{{ .Foo', 1, 1, 'unclosed action'],
    ['a\n{{ if }}x{{ end }}', 2, 7, 'missing value for if'],
    ['{{ end }}', 1, 4, 'unexpected {{end}}'],
    ['{{ if true }}', 1, 14, 'unexpected EOF'],
    ['{{ nope }}', 1, 4, 'function "nope" not defined'],
    ['{{ $x }}', 1, 4, 'undefined variable "$x"'],
    ['{{ "a }}', 1, 4, 'unterminated quoted string'],
    ['{{ (1 }}', 1, 7, 'unclosed left paren'],
    ['{{ 1 | 2 }}', 1, 10, 'non executable command'],
    ['{{ break }}', 1, 4, 'outside {{range}}'],
    ['{{ "\\z" }}', 1, 4, 'invalid syntax'],
    ['{{ # }}', 1, 4, 'unexpected "#"'],
    ['{{/* a }}', 1, 1, 'unclosed comment'],
    ['{{ template x }}', 1, 13, 'in template clause'],
    ['{{ 1.2.3 }}', 1, 4, ''],
  ])('are refused with their place: %s', (text, line, column, reason) => {
    let error: unknown;
    try {
      ruleTemplates.check(text, 'test');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TemplateError);
    if (reason !== '')
      expect(error).toMatchObject({
        code: 'KOTOBA_ALERTING_INVALID_TEMPLATE',
        line,
        column,
        message: expect.stringContaining(reason),
      });
  });

  it.each([
    ['{{ .Foo }}', "can't evaluate field Foo in type struct"],
    ['{{ $value.x }}', "can't evaluate field x in type float64"],
    ['{{ gt $value 5 }}', 'incompatible types for comparison'],
    ['{{ humanize "x" }}', 'error calling humanize: strconv.ParseFloat: parsing "x": invalid syntax'],
    ['{{ query "none" | first }}', 'first() called on vector with no elements'],
    ['{{ index "abc" 9 }}', 'index out of range: 9'],
    ['{{ match "(" "x" }}', 'error calling match'],
    ['{{ template "none" }}', 'template "none" not defined'],
    ['{{ $labels.zone "x" }}', 'non-function'],
    ['{{ not }}', 'wrong number of args for not: want 1 got 0'],
    ['{{ define "r" }}{{ template "r" }}{{ end }}{{ template "r" }}', 'exceeded maximum template depth'],
    ['{{ range 90000 }}{{ range 90000 }}{{ end }}{{ end }}', 'steps taken'],
    ['{{ range 2000 }}{{ printf "%9999d" 1 }}{{ end }}', 'characters written'],
    ['{{ range $i := 200 }}{{ query (printf "q%d" $i) }}{{ end }}', 'more than 100 queries'],
  ])('fail, and never hang or fill the memory: %s', async (text, reason) => {
    expect(await failure(text)).toContain(reason);
  });
});
