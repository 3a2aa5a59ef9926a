import { catalog } from '@kotoba/metrics';
import { communityMetrics } from '../community-metrics.ts';
import type { PanelThreshold } from '../dashboard.ts';
import { defineDashboard } from '../define-dashboard.ts';
import { gaugeOf, rateOf, sumOfRates } from '../queries.ts';

const perInstance = '{{instance}}';

function from(warning: number, critical: number): readonly PanelThreshold[] {
  return [
    { from: warning, level: 'warning' },
    { from: critical, level: 'critical' },
  ];
}

/** What the host and Node.js have left. */
export const systemResources = defineDashboard({
  name: 'system-resources',
  title: 'System Resources',
  description:
    'CPU, memory, disks and network of the host or container, event loop and garbage collection of Node.js.',
  tags: ['system'],
  rows: [
    {
      title: 'Host',
      panels: [
        {
          title: 'How busy is the CPU?',
          description: 'Of the container’s quota where one is set, else of the host.',
          kind: 'timeseries',
          unit: 'percent',
          queries: [{ query: gaugeOf(catalog.systemCpuUsage.name, '@service'), legend: perInstance }],
          thresholds: from(80, 95),
          min: 0,
          max: 100,
        },
        {
          title: 'How full is the memory?',
          description: 'Of the container’s limit where one is set, else of the host.',
          kind: 'timeseries',
          unit: 'percent',
          queries: [
            { query: gaugeOf(catalog.systemMemoryUsagePercent.name, '@service'), legend: perInstance },
          ],
          thresholds: from(80, 90),
          min: 0,
          max: 100,
        },
        {
          title: 'How full are the disks?',
          description: 'Share of each file system that is in use.',
          kind: 'timeseries',
          unit: 'percent',
          queries: [
            {
              query: gaugeOf(catalog.systemDiskUsagePercent.name, '@service'),
              legend: '{{instance}} {{mountpoint}}',
            },
          ],
          thresholds: from(85, 95),
          min: 0,
          max: 100,
        },
        {
          title: 'How much goes over the network?',
          description: 'Bytes a second through each interface.',
          kind: 'timeseries',
          unit: 'bytesPerSecond',
          queries: [
            {
              query: rateOf(catalog.systemNetworkReceive.name, '@service'),
              legend: '{{interface}} received',
            },
            { query: rateOf(catalog.systemNetworkTransmit.name, '@service'), legend: '{{interface}} sent' },
          ],
          min: 0,
        },
      ],
    },
    {
      title: 'Node.js',
      panels: [
        {
          title: 'How long does the event loop make others wait?',
          description: 'Delay of a timer, median and 99th percentile. What blocks the loop shows here first.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [
            { query: gaugeOf(communityMetrics.eventLoopDelayP50, '@service'), legend: '{{instance}} p50' },
            { query: gaugeOf(communityMetrics.eventLoopDelayP99, '@service'), legend: '{{instance}} p99' },
          ],
          min: 0,
        },
        {
          title: 'How busy is the event loop?',
          description: 'Share of time in which it runs something.',
          kind: 'timeseries',
          unit: 'ratio',
          queries: [
            { query: gaugeOf(communityMetrics.eventLoopUtilization, '@service'), legend: perInstance },
          ],
          thresholds: from(0.7, 0.9),
          min: 0,
          max: 1,
        },
        {
          title: 'How much time goes into garbage collection?',
          description: 'Seconds a second, by kind of collection.',
          kind: 'timeseries',
          unit: 'ratio',
          queries: [
            {
              query: sumOfRates(`${communityMetrics.gcDuration}_sum`, '@service', 'v8js_gc_type'),
              legend: '{{v8js_gc_type}}',
            },
          ],
          isStacked: true,
          min: 0,
        },
        {
          title: 'How much is on the heap?',
          description: 'Bytes in use, by space. A line that only rises is a leak.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [
            {
              query: `sum by (v8js_heap_space_name) (${gaugeOf(communityMetrics.heapUsed, '@service')})`,
              legend: '{{v8js_heap_space_name}}',
            },
          ],
          isStacked: true,
          min: 0,
        },
      ],
    },
  ],
});
