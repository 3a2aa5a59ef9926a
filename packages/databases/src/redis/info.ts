/** What `INFO` says: every field by its name, over all sections. */
export type Info = ReadonlyMap<string, string>;

/** Reads the answer of `INFO`. Source: https://redis.io/docs/latest/commands/info/ */
export function parseInfo(text: string): Info {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    if (at > 0 && !line.startsWith('#')) fields.set(line.slice(0, at), line.slice(at + 1).trimEnd());
  }
  return fields;
}

/** A field as a number; undefined when it is not there or none. */
export function numberOf(info: Info, name: string): number | undefined {
  const text = info.get(name);
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The fields whose names begin with a prefix, without it; their values are `a=1,b=2`. */
export function rowsOf(info: Info, prefix: string): [name: string, row: ReadonlyMap<string, string>][] {
  const rows: [string, ReadonlyMap<string, string>][] = [];
  for (const [name, value] of info) {
    if (!name.startsWith(prefix) || !value.includes('=')) continue;
    const pairs = value.split(',').map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    });
    rows.push([name.slice(prefix.length), new Map(pairs)]);
  }
  return rows;
}
