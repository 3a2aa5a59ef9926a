import { type Clock, systemClock, withTimeout } from '@kotoba/core';
import type { HealthChecker, ProbeReport } from '@kotoba/health';
import { healthDefaults } from '../options.ts';
import { draftReport, fullReport } from './health-json.ts';
import { prefersHealthJson } from './prefers-health-json.ts';
import { probeText } from './probe-text.ts';

/** Where each answer is served. */
export interface HealthPaths {
  /** The process and its event loop. Default `/livez`. */
  readonly live?: string | undefined;
  /** Whether to send traffic. Default `/readyz`. */
  readonly ready?: string | undefined;
  /** Whether starting is over. Default `/startupz`. */
  readonly startup?: string | undefined;
  /** The report. Default `/health`. */
  readonly health?: string | undefined;
}

/** Options of the health endpoints. */
export interface HealthEndpointsOptions {
  readonly checker: HealthChecker;
  readonly paths?: HealthPaths | undefined;
  /**
   * Whether who asks may see details: names, messages and figures of checks. Everybody else is told the bare
   * verdict. One that throws or takes longer than a second says no. Default: nobody may.
   */
  readonly authorise?: ((request: Request) => boolean | Promise<boolean>) | undefined;
  /** Public version of the service, for `application/health+json`. */
  readonly version?: string | undefined;
  /** What the service is, for `application/health+json`. */
  readonly description?: string | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** Answers one endpoint. Never rejects and runs no check. */
export type HealthEndpoint = (request: Request) => Promise<Response>;

type Authorised = () => Promise<boolean>;

/** Every endpoint by its path. GET and HEAD are answered, anything else is refused with 405. */
export function healthEndpoints(options: HealthEndpointsOptions): ReadonlyMap<string, HealthEndpoint> {
  const { probes } = options.checker;
  const { live, ready, startup, health } = healthDefaults.paths;
  const { paths = {} } = options;
  const probe = (ask: (exclude: string[]) => ProbeReport) =>
    endpoint(options, (request, authorised) => answerProbe(request, authorised, ask));
  return new Map([
    [paths.live ?? live, probe((exclude) => probes.livez(exclude))],
    [paths.ready ?? ready, probe((exclude) => probes.readyz(exclude))],
    [paths.startup ?? startup, probe((exclude) => probes.startupz(exclude))],
    [
      paths.health ?? health,
      endpoint(options, (request, authorised) => answerReport(request, authorised, options)),
    ],
  ]);
}

function endpoint(
  { authorise, clock = systemClock }: HealthEndpointsOptions,
  answer: (request: Request, authorised: Authorised) => Promise<Response>,
): HealthEndpoint {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return text(`${request.method} is not allowed here.\n`, 405, { allow: 'GET, HEAD' });
    const authorised = async () => {
      if (authorise === undefined) return false;
      const { authoriseTimeoutMillis } = healthDefaults;
      const asked = withTimeout(clock, authoriseTimeoutMillis, 'the authorisation', () => authorise(request));
      return asked.then(
        (answered) => answered === true,
        () => false,
      );
    };
    const response = await answer(request, authorised);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  };
}

async function answerProbe(
  request: Request,
  authorised: Authorised,
  ask: (exclude: string[]) => ProbeReport,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const report = ask(searchParams.getAll('exclude'));
  const wantsDetails = searchParams.has('verbose') || !report.passed;
  const verbose = wantsDetails && (await authorised());
  return text(probeText(report, verbose), report.passed ? 200 : 503);
}

async function answerReport(
  request: Request,
  authorised: Authorised,
  { checker, version, description }: HealthEndpointsOptions,
): Promise<Response> {
  const report = checker.currentHealth;
  const details = await authorised();
  const asDraft = prefersHealthJson(request.headers.get('accept'));
  const body = asDraft ? draftReport(report, details, { version, description }) : fullReport(report, details);
  return new Response(`${JSON.stringify(body)}\n`, {
    status: report.overallStatus === 'unhealthy' ? 503 : 200,
    headers: {
      'content-type': asDraft ? 'application/health+json' : 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: 'accept',
    },
  });
}

function text(body: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}
