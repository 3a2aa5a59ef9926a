import { goQuote } from '../go-quote.ts';
import { formatGoFloat } from './format-float.ts';
import { GoDuration, type GoValue, typeOf } from './go-value.ts';
import { printValue } from './print-value.ts';

interface Directive {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const DIRECTIVE = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?([\s\S]|$)/gu;
/** Widths and precisions beyond this are refused, as in Go. */
const MOST_WIDTH = 1_000_000;

/** Source: Go's package fmt. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  let next = 0;
  const text = format.replace(
    DIRECTIVE,
    (_, flags: string, width?: string, precision?: string, verb = '') => {
      const number = (part: string | undefined): number | undefined | 'bad' => {
        if (part === undefined) return undefined;
        if (part !== '*') return Math.min(Number(part), MOST_WIDTH);
        const arg = args[next++];
        return typeof arg === 'bigint' && arg >= -MOST_WIDTH && arg <= MOST_WIDTH ? Number(arg) : 'bad';
      };
      const [w, p] = [number(width), number(precision)];
      if (verb === '') return '%!(NOVERB)';
      if (verb === '%') return '%';
      const lead = `${w === 'bad' ? '%!(BADWIDTH)' : ''}${p === 'bad' ? '%!(BADPREC)' : ''}`;
      if (next >= args.length) return `${lead}%!${verb}(MISSING)`;
      const directive = {
        flags: typeof w === 'number' && w < 0 ? `${flags}-` : flags,
        width: typeof w === 'number' ? Math.abs(w) : undefined,
        precision: p === 'bad' || (typeof p === 'number' && p < 0) ? undefined : p,
      };
      return lead + formatOne(verb, args[next++]!, directive);
    },
  );
  if (next >= args.length) return text;
  const extra = args.slice(next).map((arg) => `${typeOf(arg)}=${printValue(arg)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function formatOne(verb: string, arg: GoValue, directive: Directive): string {
  if (verb === 'T') return padded(typeOf(arg), directive);
  if (verb === 'v' || verb === 's') {
    if (verb === 's' && !isTextual(arg)) return wrongVerb(verb, arg);
    // Before v these flags ask for details of structures, not for signs and points.
    const own = { ...directive, flags: directive.flags.replaceAll(/[+#]/g, '') };
    if (typeof arg === 'number') return formatNumber(formatGoFloat(arg, 'g', directive.precision), own);
    if (typeof arg === 'bigint') return formatNumber(integer(arg, 10, own), withoutZeros(own));
    return padded(quotesWhenSharp(arg, verb, directive) ?? truncated(printValue(arg), directive), directive);
  }
  if (typeof arg === 'string') return formatText(verb, arg, directive) ?? wrongVerb(verb, arg);
  if (typeof arg === 'bigint') return formatInteger(verb, arg, directive) ?? wrongVerb(verb, arg);
  if (typeof arg === 'number') return formatFloating(verb, arg, directive) ?? wrongVerb(verb, arg);
  if (typeof arg === 'boolean' && verb === 't') return padded(String(arg), directive);
  if (arg instanceof GoDuration) return formatInteger(verb, arg.nanos, directive) ?? wrongVerb(verb, arg);
  return wrongVerb(verb, arg);
}

function isTextual(arg: GoValue): boolean {
  return !['number', 'bigint', 'boolean'].includes(typeof arg) && arg !== null;
}

/** `%#v` of a text. */
function quotesWhenSharp(arg: GoValue, verb: string, directive: Directive): string | undefined {
  const isQuoted = verb === 'v' && directive.flags.includes('#') && typeof arg === 'string';
  return isQuoted ? goQuote(truncated(arg, directive)) : undefined;
}

function wrongVerb(verb: string, arg: GoValue): string {
  return arg === null ? `%!${verb}(<nil>)` : `%!${verb}(${typeOf(arg)}=${printValue(arg)})`;
}

function formatText(verb: string, arg: string, directive: Directive): string | undefined {
  const text = truncated(arg, directive);
  switch (verb) {
    case 'q':
      return padded(
        directive.flags.includes('#') && !text.includes('`') ? `\`${text}\`` : goQuote(text),
        directive,
      );
    case 'x':
    case 'X': {
      const hex = Buffer.from(text).toString('hex');
      return padded(verb === 'X' ? hex.toUpperCase() : hex, directive);
    }
    default:
      return undefined;
  }
}

function formatInteger(verb: string, arg: bigint, directive: Directive): string | undefined {
  const bases: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
  const base = bases[verb];
  if (base !== undefined) {
    const prefix = prefixOf(verb, directive);
    const text = integer(arg, base, directive).replace(/^([+ -]?)/, `$1${prefix}`);
    return formatNumber(verb === 'X' ? text.toUpperCase() : text, withoutZeros(directive));
  }
  const character = arg >= 0n && arg <= 0x10ffffn ? String.fromCodePoint(Number(arg)) : '\ufffd';
  if (verb === 'c') return padded(character, directive);
  if (verb === 'q')
    return padded(`'${character === "'" ? "\\'" : goQuote(character).slice(1, -1)}'`, directive);
  if (verb === 'U') return padded(`U+${arg.toString(16).toUpperCase().padStart(4, '0')}`, directive);
  return undefined;
}

/** A precision of a whole number says how many digits there are, so that zeros do not fill its width. */
function withoutZeros(directive: Directive): Directive {
  return directive.precision === undefined
    ? directive
    : { ...directive, flags: directive.flags.replaceAll('0', '') };
}

function prefixOf(verb: string, { flags }: Directive): string {
  if (verb === 'O') return '0o';
  if (!flags.includes('#')) return '';
  return { b: '0b', o: '0', x: '0x', X: '0x' }[verb] ?? '';
}

/** Digits, with a sign where one is due. */
function integer(value: bigint, base: number, { flags, precision }: Directive): string {
  const magnitude = (value < 0n ? -value : value).toString(base).padStart(precision ?? 0, '0');
  if (value < 0n) return `-${magnitude}`;
  if (flags.includes('+')) return `+${magnitude}`;
  return flags.includes(' ') ? ` ${magnitude}` : magnitude;
}

function formatFloating(verb: string, arg: number, directive: Directive): string | undefined {
  const lower = verb.toLowerCase();
  if (lower !== 'e' && lower !== 'f' && lower !== 'g') return undefined;
  const precision = directive.precision ?? (lower === 'g' ? undefined : 6);
  const plain = formatGoFloat(arg, lower, precision);
  const isSharp = directive.flags.includes('#') && Number.isFinite(arg);
  const text = isSharp ? withPoint(plain, lower === 'g' ? (directive.precision ?? 6) : 0) : plain;
  return formatNumber(verb === lower || !Number.isFinite(arg) ? text : text.toUpperCase(), directive);
}

/** With a point even where no digit follows it, and zeros up to so many significant digits. Source: Go's `fmt.fmtFloat`. */
function withPoint(text: string, digits: number): string {
  const [mantissa, ...exponent] = text.split(/(?=e)/) as [string, ...string[]];
  const magnitude = mantissa.replace(/^[+-]/, '');
  const significant = magnitude.replace('.', '').replace(/^0+/, '').length || Number(magnitude === '0');
  const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.`;
  return pointed + '0'.repeat(Math.max(0, digits - significant)) + exponent.join('');
}

/** A number with its sign and, where asked for, zeros in front. */
function formatNumber(text: string, directive: Directive): string {
  const { flags, width = 0 } = directive;
  let signed = text;
  if (!/^[+ -]/.test(text)) {
    if (flags.includes('+')) signed = `+${text}`;
    else if (flags.includes(' ')) signed = ` ${text}`;
  } else if (text === '+Inf' && !flags.includes('+')) signed = flags.includes(' ') ? ' Inf' : '+Inf';
  const hasDigits = /\d/.test(text);
  if (!flags.includes('0') || flags.includes('-') || !hasDigits) return padded(signed, directive);
  const sign = /^[+ -]/.exec(signed)?.[0] ?? '';
  return sign + signed.slice(sign.length).padStart(width - sign.length, '0');
}

function truncated(text: string, { precision }: Directive): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('');
}

function padded(text: string, { flags, width = 0 }: Directive): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  return (flags.includes('0') ? '0' : ' ').repeat(missing) + text;
}
