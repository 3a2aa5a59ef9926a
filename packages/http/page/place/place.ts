/** Where somebody is on the page, as the part of the address after `#` keeps it. */
export interface Place {
  /** `boards`, `storage-usage`. Empty: the overview. */
  readonly path: readonly string[];
  readonly parameters: URLSearchParams;
}

/** Reads `#/boards/storage-usage?from=now-1h`. */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = split(hash.replace(/^#\/?/, ''));
  return {
    path: path.split('/').filter(Boolean).map(decode),
    parameters: new URLSearchParams(query),
  };
}

/** Writes a place as an address that {@link parsePlace} reads. */
export function formatPlace({ path, parameters }: Place): string {
  const query = parameters.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`;
}

/** What a change of some parameters leads to; undefined and empty values go. */
export function withParameters(
  { path, parameters }: Place,
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
): Place {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    const values = typeof value === 'string' ? [value] : (value ?? []);
    for (const one of values) if (one !== '') next.append(name, one);
  }
  return { path, parameters: next };
}

/** Parameters that stay when somebody goes to another view. */
const KEPT = ['from', 'to', 'database'];

/** Another view in the same time range. */
export function placeAt(
  place: Place,
  path: readonly string[],
  extra: Record<string, string | string[]> = {},
) {
  const parameters = new URLSearchParams();
  for (const name of KEPT) for (const value of place.parameters.getAll(name)) parameters.append(name, value);
  return withParameters({ path, parameters }, extra);
}

function split(text: string): string[] {
  const at = text.indexOf('?');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
