import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  return bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function hostName(header: string): string {
  const bracketed = /^(\[[^\]]*\])(?::\d*)?$/.exec(header);
  return (bracketed?.[1] ?? header.replace(/:\d*$/, '')).toLowerCase();
}

/**
 * Refuses requests whose `Host` names another machine while the server is bound to loopback: a web page that
 * rebinds its own name to 127.0.0.1 must not read the metrics. Bound elsewhere, every name is answered.
 */
export function hostGuard(boundHost: string, allowedHosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  if (!isLoopback(boundHost)) return (_context, next) => next();
  return async (context, next) => {
    const header = context.req.header('host') ?? '';
    const name = hostName(header);
    if (isLoopback(name) || allowed.has(name) || allowed.has(header.toLowerCase())) return next();
    return context.text(`The host ${JSON.stringify(name)} is not served here.\n`, 421);
  };
}
