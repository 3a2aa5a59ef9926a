const bits = new DataView(new ArrayBuffer(8));

function orderOf(value: number): bigint {
  bits.setFloat64(0, value);
  const raw = bits.getBigInt64(0);
  return raw < 0n ? -(raw & 0x7fff_ffff_ffff_ffffn) : raw;
}

/** Whether two floats are the same or, where that is allowed, next to each other. NaNs are the same. */
export function equalFloats(a: number, b: number, isFuzzy: boolean): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (!isFuzzy || !Number.isFinite(a) || !Number.isFinite(b)) return false;
  const distance = orderOf(a) - orderOf(b);
  return distance >= -1n && distance <= 1n;
}
