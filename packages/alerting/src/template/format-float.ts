/** Where the shortest text of a float gets an exponent. */
const SHORTEST_LIMIT = 6;
const MOST_DIGITS = 100;
const TIE_DIGITS = 25;

/**
 * A float as Go's `strconv.FormatFloat` writes it.
 * @param verb `e`, `f` or `g`
 * @param precision digits; undefined is the shortest that stands for the same float
 */
export function formatGoFloat(value: number, verb: 'e' | 'f' | 'g', precision?: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  switch (verb) {
    case 'e':
      return sign + exponential(magnitude, precision);
    case 'f':
      return sign + (precision === undefined ? plain(magnitude) : fixed(magnitude, precision));
    case 'g':
      return sign + general(magnitude, precision);
  }
}

function general(value: number, precision: number | undefined): string {
  const digits = precision === 0 ? 1 : precision;
  const text = digits === undefined ? value.toExponential() : rounded(value, digits - 1, 'toExponential');
  const [mantissa, power] = text.split('e') as [string, string];
  const exponent = Number(power);
  const significant = mantissa.replace('.', '').replace(/0+$/, '').length;
  // Source: Go's strconv, formatDigits: an exponent is written when it is below −4 or not below this.
  let limit = digits ?? SHORTEST_LIMIT;
  if (digits !== undefined && limit > significant && significant > exponent) limit = significant;
  if (exponent < -4 || exponent >= limit) return trimZeros(mantissa) + exponentOf(power);
  if (digits === undefined) return plain(value);
  return trimZeros(fixed(value, Math.max(0, digits - 1 - exponent)));
}

function exponential(value: number, precision: number | undefined): string {
  const text = precision === undefined ? value.toExponential() : rounded(value, precision, 'toExponential');
  const [mantissa, exponent] = text.split('e') as [string, string];
  return mantissa + exponentOf(exponent);
}

/** At least two digits. */
function exponentOf(exponent: string): string {
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** All digits, without an exponent. */
function plain(value: number): string {
  const text = String(value);
  const [mantissa, exponent] = text.split('e') as [string, string | undefined];
  if (exponent === undefined) return mantissa;
  const [whole, fraction = ''] = mantissa.split('.') as [string, string | undefined];
  const shift = Number(exponent);
  if (shift < 0) return `0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
  return whole + fraction.padEnd(shift, '0');
}

/** Exactly so many digits behind the point. */
function fixed(value: number, precision: number): string {
  if (value < 1e21) return rounded(value, precision, 'toFixed');
  const digits = BigInt(value).toString();
  return precision === 0 ? digits : `${digits}.${'0'.repeat(precision)}`;
}

/** JavaScript rounds what lies exactly between two texts up, Go to the even one. */
function rounded(value: number, precision: number, how: 'toFixed' | 'toExponential'): string {
  const wanted = Math.min(Math.max(precision, 0), MOST_DIGITS);
  const text = value[how](wanted);
  const longer = value[how](Math.min(wanted + TIE_DIGITS, MOST_DIGITS));
  const [mantissa, exponent] = longer.split('e') as [string, string | undefined];
  const point = mantissa.indexOf('.');
  const rest = mantissa.slice(point + 1 + wanted);
  if (point < 0 || !/^50*$/.test(rest)) return text;
  const cut = mantissa.slice(0, point + 1 + wanted).replace(/\.$/, '');
  const isEven = Number(cut.at(-1)) % 2 === 0;
  return isEven ? cut + (exponent === undefined ? '' : `e${exponent}`) : text;
}
