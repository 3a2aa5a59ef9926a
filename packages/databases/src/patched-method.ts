/**
 * Whether an OpenTelemetry instrumentation has patched `method` of `object` or of what it inherits from.
 * Source: @opentelemetry/instrumentation, `shimmer`, which marks what it wraps.
 */
export function isPatchedMethod(object: unknown, method: string): boolean {
  let at: unknown = object;
  while (typeof at === 'object' && at !== null) {
    const value: unknown = Object.getOwnPropertyDescriptor(at, method)?.value;
    if (typeof value === 'function' && Reflect.get(value, '__wrapped') === true) return true;
    at = Reflect.getPrototypeOf(at);
  }
  return false;
}
