import type { Attributes } from '@opentelemetry/api';
import type { CustomLabels } from './kotoba-metrics.ts';

/** Labels an app gave, checked: what identifies the series, or what is wrong with them. */
export type CheckedLabels =
  | { readonly key: string; readonly attributes: Attributes; readonly problem?: undefined }
  | { readonly problem: string };

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const MOST_LABELS = 64;
const LONGEST_NAME = 255;
const LONGEST_VALUE = 1_024;
const NO_LABELS: CheckedLabels = { key: '', attributes: {} };

/**
 * Checks the labels of a custom metric, given as a record or as pairs. Values may be text, finite numbers or
 * booleans; an empty value is the same as no label. Names are those of Prometheus; `__…` and, for a histogram, `le`
 * are reserved.
 */
export function checkLabels(labels: CustomLabels | undefined, histogram: boolean): CheckedLabels {
  if (labels === undefined) return NO_LABELS;
  try {
    return checkEntries(entriesOf(labels), histogram);
  } catch {
    return { problem: 'labels must be a record, or an array of pairs of name and value' };
  }
}

/**
 * A text two label records share only when they are the same name by name and value by value, in the same order; cheap
 * next to a check. Undefined for anything but a record of texts and finite numbers.
 */
export function recordKey(labels: CustomLabels | undefined): string | undefined {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return undefined;
  const record = labels as Readonly<Record<string, unknown>>;
  let key = '';
  try {
    for (const name of Object.keys(record)) {
      const value = record[name];
      if (typeof value === 'string') key += `${name.length}:${name}${value.length}:${value}`;
      else if (typeof value === 'number' && Number.isFinite(value)) key += `${name.length}:${name}#${value};`;
      else return undefined;
    }
  } catch {
    return undefined;
  }
  return key;
}

function entriesOf(labels: unknown): Array<readonly [unknown, unknown]> {
  if (typeof labels !== 'object' || labels === null) throw new TypeError('not an object');
  if (!Array.isArray(labels)) return Object.entries(labels);
  for (const pair of labels)
    if (!Array.isArray(pair) || pair.length !== 2) throw new TypeError('not an array of pairs');
  return labels;
}

function checkEntries(entries: Array<readonly [unknown, unknown]>, histogram: boolean): CheckedLabels {
  if (entries.length > MOST_LABELS) return { problem: `more than ${MOST_LABELS} labels` };
  const values = new Map<string, string>();
  for (const [name, value] of entries) {
    if (typeof name !== 'string' || name.length > LONGEST_NAME || !LABEL_NAME.test(name))
      return { problem: 'a label name must be letters, digits and underscores, not starting with a digit' };
    if (name.startsWith('__') || (histogram && name === 'le'))
      return { problem: `the label name ${JSON.stringify(name)} is reserved` };
    if (values.has(name)) return { problem: `the label ${JSON.stringify(name)} is given twice` };
    const text = textOf(value);
    if (text === undefined)
      return {
        problem: `the value of label ${JSON.stringify(name)} must be text of at most ${LONGEST_VALUE} characters, a finite number or a boolean`,
      };
    values.set(name, text);
  }
  const attributes: Attributes = {};
  let key = '';
  for (const name of [...values.keys()].sort()) {
    const text = values.get(name)!;
    if (text === '') continue;
    attributes[name] = text;
    key += `${name}\u0001${text.length}\u0001${text}`;
  }
  return { key, attributes };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length <= LONGEST_VALUE ? value.toWellFormed() : undefined;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value);
  return undefined;
}
