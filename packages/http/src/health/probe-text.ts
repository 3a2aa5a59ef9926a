import type { ProbeReport } from '@kotoba/health';

/**
 * A probe's answer in the words of Kubernetes' API server. Reasons are withheld there too: they are in the report.
 * Source: kubernetes/apiserver, `pkg/server/healthz`.
 * @param verbose whether to name what was looked at
 */
export function probeText(report: ProbeReport, verbose: boolean): string {
  const { probe, passed, entries, unmatchedExclusions } = report;
  if (!verbose) return passed ? 'ok' : `${probe} check failed\n`;
  const lines = entries.map((entry) => {
    if (entry.excluded) return `[+]${entry.name} excluded: ok`;
    return entry.passed ? `[+]${entry.name} ok` : `[-]${entry.name} failed: reason withheld`;
  });
  if (unmatchedExclusions.length > 0) {
    const names = unmatchedExclusions.map((name) => JSON.stringify(name)).join(',');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  return `${[...lines, `${probe} check ${passed ? 'passed' : 'failed'}`].join('\n')}\n`;
}
