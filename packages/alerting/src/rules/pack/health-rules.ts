import type { BuiltInRule } from './built-in-rule.ts';

/** Rules about health checks, and about the monitoring itself. */
export const healthRules: readonly BuiltInRule[] = [
  {
    name: 'Unhealthy',
    query: 'health_status == 0',
    for: '1m',
    severity: 'critical',
    description: 'The service is unhealthy: at least one critical health check fails.',
  },
  {
    name: 'HealthCheckFailing',
    query: 'health_check_status == 0',
    for: '1m',
    severity: 'error',
    description: 'The health check {{ $labels.check_name }} fails.',
    flap: { changes: 6, window: '30m' },
  },
  {
    name: 'HealthCheckDegraded',
    query: 'health_check_status == 0.5',
    for: '10m',
    severity: 'warning',
    description: 'The health check {{ $labels.check_name }} has been degraded for ten minutes.',
    flap: { changes: 6, window: '1h' },
  },
  {
    name: 'HealthCheckUnknown',
    query: 'health_check_status == -1',
    for: '10m',
    severity: 'warning',
    description: 'The health check {{ $labels.check_name }} has had no result for ten minutes.',
  },
  {
    name: 'MonitoringReadsFail',
    query: 'increase(kotoba_monitoring_read_errors_total[10m]) > 3',
    for: '5m',
    severity: 'warning',
    description:
      'Readings of {{ $labels.database }}{{ $labels.cluster }} keep failing ({{ $labels.read }}), so that its metrics have gaps.',
  },
  {
    name: 'NotificationsFail',
    query: 'increase(kotoba_notifications_total{result="failed"}[15m]) > 0',
    severity: 'error',
    description: 'Messages to the channel {{ $labels.channel }} could not be delivered.',
  },
];
