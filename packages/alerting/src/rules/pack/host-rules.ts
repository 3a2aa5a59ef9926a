import type { BuiltInRule } from './built-in-rule.ts';

/** Rules about the machine, or the container where its limits are set. */
export const hostRules: readonly BuiltInRule[] = [
  {
    name: 'HostCpuHigh',
    query: 'avg_over_time(system_cpu_usage_percent[5m]) > 90',
    resolveThreshold: 80,
    for: '10m',
    severity: 'warning',
    description: 'The CPU has been {{ $value | humanize }}% busy for a quarter of an hour.',
  },
  {
    name: 'HostMemoryHigh',
    query: 'system_memory_usage_percent > 90',
    resolveThreshold: 85,
    for: '5m',
    severity: 'warning',
    description: '{{ $value | humanize }}% of the memory is in use.',
  },
  {
    name: 'StorageFull',
    query: 'system_disk_usage_percent > 95',
    resolveThreshold: 90,
    for: '2m',
    severity: 'critical',
    description: 'The file system at {{ $labels.mountpoint }} is {{ $value | humanize }}% full.',
  },
  {
    name: 'StorageFillsUp',
    query: 'predict_linear(system_disk_usage_percent[1h], 14400) >= 100 and system_disk_usage_percent > 60',
    for: '10m',
    keepFiringFor: '15m',
    severity: 'error',
    description:
      'At the pace of the last hour the file system at {{ $labels.mountpoint }} is full within four hours.',
  },
];
