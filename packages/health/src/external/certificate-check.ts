import { type ConnectionOptions, connect, type DetailedPeerCertificate } from 'node:tls';
import { type Clock, systemClock } from '@kotoba/core';
import type { HealthCheckAnswer, HealthCheckContext, HealthCheckFunction } from '../health-check.ts';

/** Options of {@link certificateCheck}. */
export interface CertificateCheckOptions {
  /** Default 443. */
  readonly port?: number | undefined;
  /** Name asked for and checked. Default: the host. */
  readonly servername?: string | undefined;
  /** Degraded when fewer days are left. Default 21. */
  readonly degradedDays?: number | undefined;
  /** Unhealthy when fewer days are left. Default 7. */
  readonly unhealthyDays?: number | undefined;
  /** Certificates trusted instead of the system's, as PEM. */
  readonly ca?: string | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** What the check has seen of a connection. */
interface Presented {
  readonly chain: readonly DetailedPeerCertificate[];
  readonly authorizationError: Error | string | undefined;
}

const DAY_MILLIS = 86_400_000;
const LONGEST_CHAIN = 10;
const defaults = { port: 443, degradedDays: 21, unhealthyDays: 7 } as const;

/**
 * Days until a TLS server's certificate, or one of those it was signed by, expires. Unhealthy too when it is not
 * trusted, is for another name, or the server does not answer.
 */
export function certificateCheck(host: string, options: CertificateCheckOptions = {}): HealthCheckFunction {
  const { clock = systemClock, ...given } = options;
  return async (context) => {
    const presented = await present(host, given, context);
    return judge(presented, clock.now(), given);
  };
}

function present(
  host: string,
  { port = defaults.port, servername = host, ca }: CertificateCheckOptions,
  { signal }: HealthCheckContext,
): Promise<Presented> {
  return new Promise((resolve, reject) => {
    // The handshake is not refused because of a bad certificate: how bad it is, is the answer.
    const settings: ConnectionOptions & { signal: AbortSignal } = {
      host,
      port,
      rejectUnauthorized: false,
      signal,
      ...(isIpAddress(servername) ? {} : { servername }),
      ...(ca === undefined ? {} : { ca }),
    };
    const socket = connect(settings, () => {
      const chain = chainOf(socket.getPeerCertificate(true));
      const authorizationError = socket.authorizationError ?? undefined;
      socket.destroy();
      resolve({ chain, authorizationError });
    });
    socket.unref();
    socket.on('error', reject);
  });
}

function isIpAddress(name: string): boolean {
  return /^[\d.]+$|:/.test(name);
}

function chainOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let certificate: DetailedPeerCertificate | undefined = leaf;
  while (certificate?.valid_to !== undefined && chain.length < LONGEST_CHAIN) {
    chain.push(certificate);
    certificate = certificate.issuerCertificate === certificate ? undefined : certificate.issuerCertificate;
  }
  return chain;
}

function judge(
  { chain, authorizationError }: Presented,
  nowMillis: number,
  {
    degradedDays = defaults.degradedDays,
    unhealthyDays = defaults.unhealthyDays,
  }: Pick<CertificateCheckOptions, 'degradedDays' | 'unhealthyDays'>,
): HealthCheckAnswer {
  const expiries = chain.map(({ valid_to }) => Date.parse(valid_to)).filter(Number.isFinite);
  if (expiries.length === 0) return { status: 'unhealthy', message: 'the server shows no certificate' };
  const expiresAt = Math.min(...expiries);
  const days = Math.floor((expiresAt - nowMillis) / DAY_MILLIS);
  const details = { days_to_expiry: days, expires: new Date(expiresAt).toISOString() };
  if (days < 0) return { status: 'unhealthy', message: `the certificate expired ${-days} days ago`, details };
  if (authorizationError !== undefined)
    return {
      status: 'unhealthy',
      message: `the certificate is not trusted: ${codeOf(authorizationError)}`,
      details,
    };
  const message = `the certificate expires in ${days} days`;
  if (days < unhealthyDays) return { status: 'unhealthy', message, details };
  return { status: days < degradedDays ? 'degraded' : 'healthy', message, details };
}

function codeOf(error: Error | string): string {
  return typeof error === 'string' ? error : ((error as NodeJS.ErrnoException).code ?? error.message);
}
