import { formatG } from '../engine/annotation-texts.ts';

/** A number as label values of OpenMetrics have it: `1.0`, `0.99`, `+Inf`. */
export function formatOpenMetricsFloat(value: number): string {
  const text = formatG(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
