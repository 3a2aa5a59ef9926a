import type { PanelThreshold, PanelUnit } from './dashboard.ts';

/** A factor and what stands behind the number it is taken out of. */
type Scale = readonly (readonly [factor: number, suffix: string])[];

const SECONDS: Scale = [
  [86_400, ' d'],
  [3_600, ' h'],
  [60, ' min'],
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
  [1e-9, ' ns'],
];
const BYTES: Scale = [
  [2 ** 50, ' PiB'],
  [2 ** 40, ' TiB'],
  [2 ** 30, ' GiB'],
  [2 ** 20, ' MiB'],
  [2 ** 10, ' KiB'],
  [1, ' B'],
];
const COUNTS: Scale = [
  [1e12, ' T'],
  [1e9, ' G'],
  [1e6, ' M'],
  [1e4, ' k'],
];

/** A value in its unit, with about three digits that count. */
export function formatValue(value: number, unit: PanelUnit): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  switch (unit) {
    case 'seconds':
      return scaled(value, SECONDS, ' s');
    case 'milliseconds':
      return scaled(value / 1_000, SECONDS, ' ms');
    case 'bytes':
      return scaled(value, BYTES, ' B');
    case 'bytesPerSecond':
      return `${scaled(value, BYTES, ' B')}/s`;
    case 'perSecond':
      return `${counted(value)}/s`;
    case 'ratio':
      return `${digits(value * 100)} %`;
    case 'percent':
      return `${digits(value)} %`;
    case 'moment':
      return new Date(value * 1_000)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, 'Z');
    default:
      return counted(value);
  }
}

function counted(value: number): string {
  const [factor, suffix] = COUNTS.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  return digits(value / (factor === 1e4 ? 1e3 : factor)) + suffix;
}

function scaled(value: number, scale: Scale, zero: string): string {
  if (value === 0) return `0${zero}`;
  const [factor, suffix] = scale.find(([least]) => Math.abs(value) >= least) ?? scale.at(-1)!;
  return digits(value / factor) + suffix;
}

/** Whole numbers up to four digits as they are, others with three digits that count. */
function digits(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e4) return String(value);
  const text = Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
  return text;
}

/** The name of a series by a template such as `{{operation}} p99`; without one, as Prometheus prints the series. */
export function legendOf(template: string | undefined, labels: Readonly<Record<string, string>>): string {
  if (template !== undefined)
    return template.replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (_whole, name: string) => labels[name] ?? '').trim();
  const { __name__: metric = '', ...others } = labels;
  const pairs = Object.entries(others).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 && metric !== '' ? metric : `${metric}{${pairs.join(', ')}}`;
}

/** How bad a value is by thresholds in ascending order; below the first it is well. */
export function levelOf(value: number, thresholds: readonly PanelThreshold[]): PanelThreshold['level'] {
  return thresholds.findLast(({ from }) => value >= from)?.level ?? 'ok';
}
