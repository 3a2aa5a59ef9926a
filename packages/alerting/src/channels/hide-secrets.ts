const HIDDEN = '***';
/** Parts of an address shorter than this, such as `api`, are no secrets. */
const SHORTEST_PART = 6;

/** A text without the secrets in it: servers answer with what they were sent more often than one thinks. */
export function hideSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  const known = secrets.filter((secret) => secret !== undefined && secret !== '') as string[];
  let hidden = text;
  // Longer ones first: one may be part of another.
  for (const secret of known.sort((a, b) => b.length - a.length)) hidden = hidden.replaceAll(secret, HIDDEN);
  return hidden;
}

/** What of an address and of headers must not be shown. */
export function secretsOf(url: string, headers: Readonly<Record<string, string>> = {}): string[] {
  const { pathname, search, searchParams, username, password } = new URL(url);
  const parts = [...pathname.split('/'), ...searchParams.values(), username, password];
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
  const long = [...parts, ...parts.map(decoded), ...words].filter((part) => part.length >= SHORTEST_PART);
  return [url, ...(pathname.length > 1 ? [pathname + search, pathname] : []), ...long];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
