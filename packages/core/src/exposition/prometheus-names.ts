/*
 * Names as @opentelemetry/exporter-prometheus 0.301 writes them, so that a scrape means the same with either.
 */
const INVALID = /[^a-z0-9_]/gi;
const REPEATED_UNDERSCORES = /_{2,}/g;

function sanitize(name: string): string {
  return name.replace(INVALID, '_').replace(REPEATED_UNDERSCORES, '_');
}

/** Prometheus name of an instrument; undefined when nothing of the name is left. */
export function toMetricName(instrumentName: string, isCounter: boolean): string | undefined {
  const name = sanitize(instrumentName);
  if (name === '' || name === '_') return undefined;
  const valid = /^[0-9]/.test(name) ? `_${name}` : name;
  return isCounter && !valid.endsWith('_total') ? `${valid}_total` : valid;
}

/**
 * Label name of an attribute. A leading digit, which the official exporter leaves to break the exposition, gets
 * the prefix OpenTelemetry's Prometheus translation gives it.
 */
export function toLabelName(attribute: string): string {
  const name = sanitize(attribute);
  if (name === '') return '_';
  return /^[0-9]/.test(name) ? `key_${name}` : name;
}

/** A label value: text as it is, everything else as JSON. Never throws. */
export function toLabelValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** A label value inside the exposition's double quotes. */
export function escapeLabelValue(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}

/** Text of a `# HELP` line. */
export function escapeHelp(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}
