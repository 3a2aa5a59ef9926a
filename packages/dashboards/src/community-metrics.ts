/**
 * Metrics of Node.js that OpenTelemetry's own instrumentation emits, by their Prometheus names; ours would only repeat
 * them. Source: @opentelemetry/instrumentation-runtime-node.
 */
export const communityMetrics = {
  eventLoopDelayP50: 'nodejs_eventloop_delay_p50',
  eventLoopDelayP99: 'nodejs_eventloop_delay_p99',
  eventLoopUtilization: 'nodejs_eventloop_utilization',
  gcDuration: 'v8js_gc_duration',
  heapUsed: 'v8js_memory_heap_used',
} as const;
