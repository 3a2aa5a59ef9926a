import {
  type BucketSpan,
  type CounterResetHint,
  CUSTOM_BUCKETS_SCHEMA,
  type NativeHistogram,
} from '@kotoba/core';

const FIELD = /\s*([a-z_]+):(?:\[([^\]]*)\]|([^\s\]]+))\s*/y;
const NUMBERS = new Set(['schema', 'sum', 'count', 'z_bucket', 'z_bucket_w', 'offset', 'n_offset']);
const LISTS = new Set(['buckets', 'n_buckets', 'custom_values']);
const HINTS: Readonly<Record<string, CounterResetHint>> = {
  unknown: 'unknown',
  reset: 'reset',
  not_reset: 'not_reset',
  gauge: 'gauge',
};

/** A number as series in test notation write it; undefined when it is none. */
export function parseSequenceNumber(text: string): number | undefined {
  const plain = text.replaceAll('_', '').toLowerCase();
  const infinity = /^([+-]?)inf(?:inity)?$/.exec(plain);
  if (infinity !== null) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/.test(plain)) return Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}

/**
 * What stands between `{{` and `}}`: `schema:0 count:3 sum:5 buckets:[1 2]`. Fields that are left out are 0 or
 * empty. Source: prometheus/prometheus `promql/parser/generated_parser.y`, `histogram_desc_item`.
 * @throws {Error} with what was expected
 */
export function parseHistogramDescription(text: string): {
  readonly value: NativeHistogram;
  readonly hintGiven: boolean;
} {
  const fields = readFields(text);
  const number = (name: string) => (fields.get(name) as number | undefined) ?? 0;
  const list = (name: string) => (fields.get(name) as number[] | undefined) ?? [];
  const schema = number('schema');
  const positiveBuckets = list('buckets');
  const negativeBuckets = list('n_buckets');
  const hint = fields.get('counter_reset_hint') as CounterResetHint | undefined;
  const value: NativeHistogram = {
    schema,
    zeroThreshold: number('z_bucket_w'),
    zeroCount: number('z_bucket'),
    count: number('count'),
    sum: number('sum'),
    positiveSpans: spanOf(number('offset'), positiveBuckets.length),
    positiveBuckets,
    negativeSpans: spanOf(number('n_offset'), negativeBuckets.length),
    negativeBuckets,
    ...(schema === CUSTOM_BUCKETS_SCHEMA && { customValues: list('custom_values') }),
    counterResetHint: hint ?? 'unknown',
  };
  return { value, hintGiven: hint !== undefined };
}

function spanOf(offset: number, length: number): BucketSpan[] {
  return length === 0 ? [] : [{ offset, length }];
}

function readFields(text: string): Map<string, number | number[] | CounterResetHint> {
  const fields = new Map<string, number | number[] | CounterResetHint>();
  FIELD.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    if (match === null)
      throw new Error(`expected a histogram's fields, got ${JSON.stringify(text.slice(at))}`);
    const [whole, name, list, single] = match as unknown as [
      string,
      string,
      string | undefined,
      string | undefined,
    ];
    if (fields.has(name)) throw new Error(`expected each of a histogram's fields once, got ${name} again`);
    fields.set(name, readField(name, list, single));
    at += whole.length;
  }
  return fields;
}

function readField(name: string, list: string | undefined, single: string | undefined) {
  if (LISTS.has(name) && list !== undefined)
    return list.trim() === '' ? [] : list.trim().split(/\s+/).map(required);
  if (NUMBERS.has(name) && single !== undefined) return required(single);
  const hint = name === 'counter_reset_hint' ? HINTS[single ?? ''] : undefined;
  if (hint !== undefined) return hint;
  throw new Error(`expected a histogram's field, got ${name}:${single ?? `[${list}]`}`);
}

function required(text: string): number {
  const value = parseSequenceNumber(text);
  if (value === undefined) throw new Error(`expected a number, got ${JSON.stringify(text)}`);
  return value;
}
