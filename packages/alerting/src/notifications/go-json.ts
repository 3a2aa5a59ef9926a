const ESCAPED = /[<>&\u2028\u2029]/g;

/** JSON as Go's encoder writes it, so that receivers see the same bytes: `<`, `>` and `&` escaped, a newline at the end. */
export function goJson(value: unknown): string {
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value).replace(ESCAPED, unicode)}\n`;
}
