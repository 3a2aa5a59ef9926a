export type { DefaultCheckSources } from './checks/default-checks.ts';
export type { DatabaseReader } from './checks/pool-check.ts';
export { healthErrorCodes } from './errors.ts';
export { type CertificateCheckOptions, certificateCheck } from './external/certificate-check.ts';
export { type DiskCheckOptions, diskCheck } from './external/disk-check.ts';
export { type DnsCheckOptions, dnsCheck } from './external/dns-check.ts';
export { type HttpCheckOptions, httpCheck } from './external/http-check.ts';
export { tcpCheck } from './external/tcp-check.ts';
export type {
  HealthCheck,
  HealthCheckAnswer,
  HealthCheckContext,
  HealthCheckFunction,
  HealthCheckObject,
  HealthCheckOutcome,
  HealthDetails,
} from './health-check.ts';
export { HealthChecker } from './health-checker.ts';
export type {
  HealthCheckResult,
  HealthReport,
  HealthTransition,
  HealthTransitionListener,
} from './health-report.ts';
export { HealthStatus, healthStatuses, healthStatusValue, isHealthStatus } from './health-status.ts';
export {
  type HealthCheckerOptions,
  type HealthCheckOptions,
  type HealthThresholds,
  healthDefaults,
  healthThresholdDefaults,
} from './options.ts';
export type { ProbeEntry, ProbeReport, Probes } from './probes/probes.ts';
export { verdictOf } from './verdict.ts';
