/**
 * Whether a counter began anew between two samples, going by when they say it started. 0 is unknown, and so is a
 * start at or after the sample itself. A start at the very time of the sample before is a new beginning (a delta)
 * only where that sample's own start is known. Times are milliseconds.
 * Source: prometheus/prometheus promql/functions.go, isStartTimestampReset.
 */
export function isStartTimestampReset(
  previousStart: number,
  previousTime: number,
  start: number,
  time: number,
): boolean {
  if (start === 0 || start >= time || start < previousTime) return false;
  if (start > previousTime) return true;
  return previousStart !== 0 && previousStart < previousTime;
}

/** Whether a sample claims a start of its own from before the sample ahead of it, which then cannot both be right. */
export function isStartTimestampOverlap(previousStart: number, previousTime: number, start: number): boolean {
  return start !== 0 && start < previousTime && start !== previousStart;
}
