import { type Labels, parseDuration } from '@kotoba/core';
import { expandTemplate, type RE2JS, re2 } from '@kotoba/promql';
import {
  define,
  floatOf,
  type GoFunctions,
  goFunctions,
  queryEscape,
  sampleText,
  textOf,
} from './go-functions.ts';
import { GoMap, GoStruct, type GoValue, typeOf } from './go-value.ts';
import {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
  toDuration,
  toTime,
} from './humanize.ts';

/** What functions ask of their surroundings. */
export interface TemplateSurroundings {
  readonly externalUrl: string;
  readonly timeMillis: number;
  /** The answer of a query, at once. */
  readonly query: (query: string) => GoValue;
}

const SAMPLE = 'template.sample';

/** A sample of a query's answer, as templates see it. */
export function sampleValue(labels: Labels, value: number): GoStruct {
  const pairs = new GoMap([...Object.entries(labels.toRecord()), ['__value__', sampleText(value)]]);
  return new GoStruct(SAMPLE, { Labels: pairs, Value: value });
}

/** Patterns that were compiled; the same few come again and again. */
const patterns = new Map<string, RE2JS>();
const MOST_PATTERNS = 500;

function compiled(pattern: string): RE2JS {
  let known = patterns.get(pattern);
  if (known === undefined) {
    known = re2().compile(pattern);
    if (patterns.size >= MOST_PATTERNS) patterns.clear();
    patterns.set(pattern, known);
  }
  return known;
}

/**
 * The functions Prometheus adds to those of Go.
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 */
export function prometheusFunctions({ externalUrl, timeMillis, query }: TemplateSurroundings): GoFunctions {
  return new Map([
    ...goFunctions,
    ...PLAIN_FUNCTIONS,
    define('query', 1, 1, (text) => query(textOf(text))),
    define('now', 0, 0, () => timeMillis / 1_000),
    define('externalURL', 0, 0, () => externalUrl),
    define('pathPrefix', 0, 0, () =>
      URL.canParse(externalUrl) ? new URL(externalUrl).pathname.replace(/^\/$/, '') : '',
    ),
  ]);
}

/** Those that depend on their arguments alone. */
const PLAIN_FUNCTIONS: GoFunctions = new Map([
  define('first', 1, 1, (vector) => {
    const [first] = vectorOf(vector);
    if (first === undefined) throw new Error('first() called on vector with no elements');
    return first;
  }),
  define('label', 2, 2, (name, sample) => labelOf(sampleOf(sample), textOf(name))),
  define('value', 1, 1, (sample) => sampleOf(sample).fields.Value!),
  define('strvalue', 1, 1, (sample) => labelOf(sampleOf(sample), '__value__')),
  define('sortByLabel', 2, 2, (name, vector) => sortByLabel(textOf(name), vectorOf(vector))),
  define(
    'args',
    0,
    Number.POSITIVE_INFINITY,
    (...values) => new GoMap(values.map((value, i) => [`arg${i}`, value])),
  ),
  define('reReplaceAll', 3, 3, (pattern, replacement, text) =>
    replaceAll(textOf(pattern), textOf(replacement), textOf(text)),
  ),
  define('match', 2, 2, (pattern, text) => compiled(textOf(pattern)).matcher(textOf(text)).find()),
  define('safeHtml', 1, 1, (text) => textOf(text)),
  define('title', 1, 1, (text) =>
    textOf(text).replace(
      /(^|[^\p{L}\p{N}_'])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    ),
  ),
  define('toUpper', 1, 1, (text) => textOf(text).toUpperCase()),
  define('toLower', 1, 1, (text) => textOf(text).toLowerCase()),
  define('stripPort', 1, 1, (address) => splitAddress(textOf(address))?.host ?? address!),
  define('stripDomain', 1, 1, (address) => stripDomain(textOf(address))),
  define('graphLink', 1, 1, (text) => `/graph?g0.expr=${queryEscape(textOf(text))}&g0.tab=0`),
  define('tableLink', 1, 1, (text) => `/graph?g0.expr=${queryEscape(textOf(text))}&g0.tab=1`),
  define('urlQueryEscape', 1, 1, (text) => queryEscape(textOf(text))),
  define('humanize', 1, 1, (value) => humanize(floatOf(value!))),
  define('humanize1024', 1, 1, (value) => humanize1024(floatOf(value!))),
  define('humanizeDuration', 1, 1, (value) => humanizeDuration(floatOf(value!))),
  define('humanizePercentage', 1, 1, (value) => humanizePercentage(floatOf(value!))),
  define('humanizeTimestamp', 1, 1, (value) => humanizeTimestamp(floatOf(value!))),
  define('toTime', 1, 1, (value) => toTime(floatOf(value!))),
  define('toDuration', 1, 1, (value) => toDuration(floatOf(value!))),
  define('parseDuration', 1, 1, (text) => parseDuration(textOf(text)) / 1_000),
]);

/** Whether templates of rules may call a function of this name. */
export function isTemplateFunction(name: string): boolean {
  return NAMES.has(name);
}

const NAMES: ReadonlySet<string> = new Set([
  'and',
  'or',
  ...prometheusFunctions({ externalUrl: '', timeMillis: 0, query: () => [] }).keys(),
]);

function vectorOf(value: GoValue): readonly GoStruct[] {
  if (Array.isArray(value) && value.every((one) => one instanceof GoStruct && one.typeName === SAMPLE))
    return value as readonly GoStruct[];
  throw new Error(`wrong type for value; expected template.queryResult; got ${typeOf(value)}`);
}

function sampleOf(value: GoValue): GoStruct {
  if (value instanceof GoStruct && value.typeName === SAMPLE) return value;
  throw new Error(`wrong type for value; expected *template.sample; got ${typeOf(value)}`);
}

function labelOf({ fields }: GoStruct, name: string): GoValue {
  return (fields.Labels as GoMap).get(name);
}

function sortByLabel(name: string, samples: readonly GoStruct[]): readonly GoStruct[] {
  const key = (sample: GoStruct) => String(labelOf(sample, name));
  return samples.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}

function replaceAll(pattern: string, replacement: string, text: string): string {
  const matcher = compiled(pattern).matcher(text);
  let replaced = '';
  let at = 0;
  while (matcher.find()) {
    replaced +=
      text.slice(at, matcher.start()) + expandTemplate(replacement, (group) => matcher.group(group) ?? '');
    at = matcher.end();
  }
  return replaced + text.slice(at);
}

/** Source: Go's `net.SplitHostPort`. */
function splitAddress(address: string): { host: string; port: string } | undefined {
  const parts = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(address);
  return parts === null ? undefined : { host: parts[1] ?? parts[2]!, port: parts[3]! };
}

function stripDomain(address: string): string {
  const parts = splitAddress(address);
  const host = parts?.host ?? address;
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':');
  const name = isAddress ? host : host.split('.')[0]!;
  if (parts === undefined) return name;
  return host.includes(':') ? `[${name}]:${parts.port}` : `${name}:${parts.port}`;
}
