/** What stands in place of the variables of a panel's query. */
export interface QueryChoices {
  /** Matchers for `@service`, such as `job="shop", instance="a:9090"`; may be empty. */
  readonly service: string;
  /** Databases for `@database`; none means all. */
  readonly database: readonly string[];
  /** Length of `$__rate_interval`. */
  readonly rateIntervalSeconds: number;
}

/** A panel's query with `@service`, `@database` and `$__rate_interval` replaced, ready to be asked. */
export function resolveQuery(
  query: string,
  { service, database, rateIntervalSeconds }: QueryChoices,
): string {
  const databases = databaseMatcher(database);
  return query
    .replace(/@(service|database)\b(\s*,\s*)?/g, (_whole, scope: string, comma = '') => {
      const matchers = [service, scope === 'database' ? databases : ''].filter((text) => text !== '');
      return matchers.length === 0 ? '' : matchers.join(', ') + comma;
    })
    .replaceAll('$__rate_interval', `${Math.max(Math.round(rateIntervalSeconds), 1)}s`);
}

function databaseMatcher(names: readonly string[]): string {
  if (names.length === 0) return '';
  if (names.length === 1) return `database=${quoted(names[0]!)}`;
  return `database=~${quoted(names.map(escapedPattern).join('|'))}`;
}

function escapedPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
