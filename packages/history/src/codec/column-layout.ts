/** How the values of a column were made into integers. */
export const SCALE = { dyadic: 0, decimal: 1, ulps: 2, raw: 3 } as const;

/** What the first byte of a column says. */
export interface ColumnHeader {
  /** Integers are differences to the one before, rather than values. */
  readonly isDifferences: boolean;
  /** Integers are differences to those of another column. */
  readonly isRelated: boolean;
  readonly scale: number;
  readonly hasPresence: boolean;
  readonly hasExceptions: boolean;
  /** Another byte says the scale's exponent; without it the exponent is 0. */
  readonly hasExponent: boolean;
}

/** The first byte of a column. */
export function headerByte(header: ColumnHeader): number {
  return (
    Number(header.isDifferences) |
    (Number(header.isRelated) << 1) |
    (header.scale << 2) |
    (Number(header.hasPresence) << 4) |
    (Number(header.hasExceptions) << 5) |
    (Number(header.hasExponent) << 6)
  );
}

/** What a column's first byte says. */
export function readHeader(byte: number): ColumnHeader {
  return {
    isDifferences: (byte & 1) !== 0,
    isRelated: (byte & 2) !== 0,
    scale: (byte >> 2) & 3,
    hasPresence: (byte & 0x10) !== 0,
    hasExceptions: (byte & 0x20) !== 0,
    hasExponent: (byte & 0x40) !== 0,
  };
}
