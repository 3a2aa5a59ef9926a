import { type Clock, withTimeout } from '@kotoba/core';
import { Access, type AuthoriseChange, healthDefaults, isLoopback } from '@kotoba/http';
import { catalog, type KotobaMetrics } from '@kotoba/metrics';
import type { ResolvedOptions } from './options-schema.ts';

/** The paths of the probes. */
const PROBES = ['/livez', '/readyz', '/startupz', '/health'];

/** Who may see what, by the options; requests it refuses are counted. */
export function createAccess(
  { access, prometheus }: ResolvedOptions,
  metrics: KotobaMetrics,
  clock: Clock,
): Access {
  const rejected = metrics.counter(catalog.monitoringRejectedRequests);
  return new Access({
    bearerTokens: access.bearerToken,
    basicAuth: access.basicAuth,
    clock,
    openPaths: [
      ...(access.metrics === 'open' ? [prometheus.path] : []),
      ...(access.probes === 'open' ? PROBES : []),
    ],
    onRejected: (reason) => rejected.add(1, { reason }),
  });
}

/**
 * Who may change alerts: whom the app says, else who is logged in, else whoever is on this machine. An `authorise` of the
 * app's that fails or hangs has not said yes.
 */
export function mayChange(
  { alerting, prometheus }: ResolvedOptions,
  access: Access,
  clock: Clock,
): AuthoriseChange {
  const { authorise } = alerting;
  if (authorise === undefined)
    return (request) => (access.isRequired ? access.isAuthenticated(request) : isLoopback(prometheus.host));
  return async (request) => {
    try {
      const ask = () => authorise(request);
      return await withTimeout(clock, healthDefaults.authoriseTimeoutMillis, 'the authorisation', ask);
    } catch {
      return false;
    }
  };
}
