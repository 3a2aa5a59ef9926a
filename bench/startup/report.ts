/** Says what the process has taken so far: milliseconds since it began, bytes resident after a collection of garbage. */
export function report(): void {
  const millis = performance.now();
  globalThis.gc?.();
  console.log(JSON.stringify({ millis, bytes: process.memoryUsage().rss }));
}
