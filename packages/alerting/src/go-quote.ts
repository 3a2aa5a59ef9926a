const SIMPLE: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
const NOT_AS_IT_IS = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** A text in quotes as Go writes it. Source: `strconv.Quote`. */
export function goQuote(text: string): string {
  const escaped = text.replace(NOT_AS_IT_IS, (character) => {
    const simple = SIMPLE[character];
    if (simple !== undefined) return simple;
    const code = character.codePointAt(0)!;
    if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
  return `"${escaped}"`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
