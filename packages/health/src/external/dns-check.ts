import { Resolver } from 'node:dns/promises';
import type { HealthCheckFunction } from '../health-check.ts';

/** Options of {@link dnsCheck}. */
export interface DnsCheckOptions {
  /** Type of record asked for. Default `A`. */
  readonly recordType?: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'SRV' | 'TXT' | undefined;
  /** Servers asked, such as `10.0.0.10` or `10.0.0.10:5353`. Default: the system's. */
  readonly servers?: readonly string[] | undefined;
}

/** Healthy when the name has at least one record. It asks name servers only, never `/etc/hosts`. */
export function dnsCheck(hostname: string, options: DnsCheckOptions = {}): HealthCheckFunction {
  const { recordType = 'A', servers } = options;
  return async ({ signal }) => {
    const resolver = new Resolver();
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const records = await resolver.resolve(hostname, recordType);
      const count = Array.isArray(records) ? records.length : 1;
      if (count === 0) return { status: 'unhealthy', message: `no ${recordType} record` };
      return { status: 'healthy', message: `resolves to ${count} records`, details: { records: count } };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}
