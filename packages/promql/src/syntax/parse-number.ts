/**
 * The value of a number as PromQL writes it: decimal, `0x…`, octal with a leading 0, underscores between
 * digits, and in any case `Inf` and `NaN`.
 */
export function parseNumber(text: string): number {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (digits === 'inf') return Number.POSITIVE_INFINITY;
  if (digits === 'nan') return Number.NaN;
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  return Number(digits);
}
