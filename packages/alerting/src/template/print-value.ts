import { formatGoFloat } from './format-float.ts';
import { GoDuration, GoMap, GoStruct, GoTime, type GoValue } from './go-value.ts';

/** A value as Go's `%v` writes it. */
export function printValue(value: GoValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return formatGoFloat(value, 'g');
  if (value instanceof GoMap)
    return `map[${value.keys.map((key) => `${key}:${printValue(value.get(key))}`).join(' ')}]`;
  if (value instanceof GoStruct) return `{${Object.values(value.fields).map(printValue).join(' ')}}`;
  if (value instanceof GoTime || value instanceof GoDuration) return value.toString();
  if (Array.isArray(value)) return `[${value.map(printValue).join(' ')}]`;
  return String(value);
}

/** Values as `print` writes them: a space between two of which neither is text. */
export function printAll(values: readonly GoValue[]): string {
  let text = '';
  values.forEach((value, i) => {
    if (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string') text += ' ';
    text += printValue(value);
  });
  return text;
}
