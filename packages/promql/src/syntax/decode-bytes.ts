const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** A byte that is no UTF-8 stands in a text as this plus its value: a surrogate that no valid text holds. */
const BYTE_BASE = 0xdc00;

/**
 * Bytes read as UTF-8. Those that are none become lone surrogates (U+DC80 … U+DCFF), so that no two byte sequences
 * become the same text and names made of them can be told from valid ones.
 */
export function decodeBytes(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at]!);
    const character = length === 0 ? undefined : decode(bytes.subarray(at, at + length));
    text += character ?? String.fromCharCode(BYTE_BASE + bytes[at]!);
    at += character === undefined ? 1 : length;
  }
  return text;
}

/** The byte a lone surrogate of {@link decodeBytes} stands for; undefined for any other code unit. */
export function escapedByte(codeUnit: number): number | undefined {
  return codeUnit >= BYTE_BASE + 0x80 && codeUnit <= BYTE_BASE + 0xff ? codeUnit - BYTE_BASE : undefined;
}

/** Any text but the empty one is a label's name, if it is valid UTF-8. */
export function isLabelName(text: string): boolean {
  return text !== '' && text.isWellFormed();
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
