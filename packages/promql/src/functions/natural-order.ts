const MAX_INTEGER = 2n ** 63n - 1n;

/**
 * Orders texts so that the numbers in them count as numbers: `a2` before `a10`. Digits that fit no 64-bit integer are
 * compared as text. Source: the order Prometheus' sort_by_label gives, of github.com/facette/natsort.
 */
export function compareNaturally(a: string, b: string): number {
  return isBefore(a, b) ? -1 : 1;
}

function isBefore(a: string, b: string): boolean {
  const left = chunks(a);
  const right = chunks(b);
  for (const [i, chunk] of left.entries()) {
    const other = right[i];
    if (other === undefined) return false;
    const order = compareChunks(chunk, other);
    if (order !== 0) return order < 0;
    if (i === left.length - 1) return true;
    if (i === right.length - 1) return false;
  }
  return false;
}

function chunks(text: string): string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function compareChunks(a: string, b: string): number {
  const left = integer(a);
  const right = integer(b);
  if (left !== undefined && right !== undefined) return left < right ? -1 : Number(left > right);
  return a < b ? -1 : Number(a > b);
}

function integer(chunk: string): bigint | undefined {
  if (!/^\d+$/.test(chunk)) return undefined;
  const value = BigInt(chunk);
  return value <= MAX_INTEGER ? value : undefined;
}
