const PREFIX = 'U__';
const ESCAPED = /_(?:_|([0-9a-fA-F]{1,6})_)|_|[^_]+/g;

/**
 * The name behind one that was escaped so that it fits an old-style identifier: `U__http_2e_method` is `http.method`.
 * A name that is not escaped, or not rightly, is answered as it is.
 * Source: prometheus/common `model.UnescapeName`, values encoding.
 */
export function unescapeLabelName(name: string): string {
  if (!name.startsWith(PREFIX)) return name;
  let unescaped = '';
  for (const [part, hex] of name.slice(PREFIX.length).matchAll(ESCAPED)) {
    if (part === '_') return name;
    const code = hex === undefined ? undefined : Number.parseInt(hex, 16);
    if (code !== undefined && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) return name;
    unescaped += code === undefined ? (part === '__' ? '_' : part) : String.fromCodePoint(code);
  }
  return unescaped;
}
