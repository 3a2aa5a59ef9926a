/** A mail server, and who writes to whom, as one address names them. */
export interface SmtpSettings {
  readonly host: string;
  readonly port?: number;
  readonly implicitTls?: boolean;
  readonly requireTls?: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly hello?: string;
  readonly from?: string;
  readonly to?: readonly string[];
}

/** What a text is as an address of a mail server, and what is wrong with it. */
export interface SmtpUrl {
  readonly settings: SmtpSettings | undefined;
  /** Without the text itself, which may hold a password. */
  readonly problems: readonly string[];
}

const FORM = 'smtp[s]://user:password@host:port?from=…&to=…';
const PARAMETERS = ['from', 'to', 'hello', 'requireTls'];

/**
 * Reads `smtp[s]://user:password@host:port?from=…&to=…`, or just `host:port`. `to` may name several addresses, separated by
 * commas; `requireTls=false` allows a connection that is not secured; user and password are percent-encoded.
 */
export function parseSmtpUrl(text: string): SmtpUrl {
  const withScheme = text.includes('://') ? text : `smtp://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    return { settings: undefined, problems: [`expected a mail server as host:port or ${FORM}`] };
  const problems: string[] = [];
  if (url.pathname !== '' && url.pathname !== '/') problems.push(`expected no path after the port: ${FORM}`);
  for (const name of new Set(url.searchParams.keys()))
    if (!PARAMETERS.includes(name))
      problems.push(`there is no parameter ${JSON.stringify(name)}; known are ${PARAMETERS.join(', ')}`);
  const requireTls = url.searchParams.get('requireTls');
  if (requireTls !== null && !/^(?:true|false)$/.test(requireTls))
    problems.push('expected requireTls as true or false');
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || password === undefined)
    problems.push('expected user and password percent-encoded: % as %25, @ as %40, / as %2F');
  const from = url.searchParams.get('from');
  const hello = url.searchParams.get('hello');
  const to = url.searchParams.getAll('to').flatMap(addressesOf);
  const settings: SmtpSettings = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    ...(url.port !== '' && { port: Number(url.port) }),
    ...(url.protocol === 'smtps:' && { implicitTls: true }),
    ...(requireTls === 'false' && { requireTls: false }),
    ...(user && { user }),
    ...(password && { password }),
    ...(from && { from }),
    ...(hello && { hello }),
    ...(to.length > 0 && { to }),
  };
  return { settings, problems };
}

/** The addresses of a list separated by commas. */
export function addressesOf(text: string): string[] {
  return text
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
