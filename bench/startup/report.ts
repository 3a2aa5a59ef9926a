/**
 * Says what the process has taken so far: milliseconds since it began and since `callMillis`, bytes resident after a
 * collection of garbage.
 */
export function report(callMillis: number): void {
  const millis = performance.now();
  globalThis.gc?.();
  console.log(JSON.stringify({ millis, call: millis - callMillis, bytes: process.memoryUsage().rss }));
}
