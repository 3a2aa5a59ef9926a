const OPENMETRICS = 'application/openmetrics-text';

/** What an `Accept` header says of OpenMetrics 1.0: preferred to the text format, taken alone, or not wanted. */
export function acceptsOpenMetrics(header: string | undefined): 'preferred' | 'only' | 'no' {
  let [openMetrics, text] = [0, 0];
  for (const part of (header ?? '').split(',')) {
    const [type, ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
    const version = parameters.find((one) => one.startsWith('version='))?.slice(8) ?? '1.0.0';
    if (type === OPENMETRICS && version === '1.0.0') openMetrics = Math.max(openMetrics, quality);
    if (type === 'text/plain' || type === 'text/*' || type === '*/*') text = Math.max(text, quality);
  }
  if (openMetrics === 0 || openMetrics < text) return 'no';
  return text > 0 ? 'preferred' : 'only';
}
