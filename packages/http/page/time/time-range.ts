/** A range as links keep it: `now`, `now-1h`, or milliseconds since the epoch. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** A range at a moment, in seconds since the epoch. */
export interface ResolvedRange {
  readonly start: number;
  readonly end: number;
}

export const DEFAULT_RANGE: TimeRange = { from: 'now-1h', to: 'now' };

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

/** A moment in seconds since the epoch; undefined when the text is none. */
export function parseMoment(text: string, nowSeconds: number): number | undefined {
  const relative = /^now(?:-(\d+)([smhdw]))?$/.exec(text.trim());
  if (relative !== null) {
    const [, count, unit] = relative;
    return count === undefined ? nowSeconds : nowSeconds - Number(count) * UNIT_SECONDS[unit!]!;
  }
  if (/^\d{9,16}$/.test(text)) return Number(text) / 1_000;
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? undefined : parsed / 1_000;
}

/** The range at `nowSeconds`; what cannot be read, or is empty, is the default range. */
export function resolveRange(range: TimeRange, nowSeconds: number): ResolvedRange {
  const start = parseMoment(range.from, nowSeconds);
  const end = parseMoment(range.to, nowSeconds);
  if (start === undefined || end === undefined || !(start < end))
    return { start: nowSeconds - 3_600, end: nowSeconds };
  return { start, end };
}

/** Whether the range moves with time. */
export function isLive({ to }: TimeRange): boolean {
  return to === 'now';
}

/** A fixed range, rounded to whole seconds. */
export function fixedRange({ start, end }: ResolvedRange): TimeRange {
  return { from: String(Math.floor(start) * 1_000), to: String(Math.ceil(end) * 1_000) };
}

/** The range moved by a share of its length; −0.5 is half a range back. */
export function moved({ start, end }: ResolvedRange, share: number): TimeRange {
  const by = (end - start) * share;
  return fixedRange({ start: start + by, end: end + by });
}

/** Twice the range around its middle. */
export function zoomedOut({ start, end }: ResolvedRange): TimeRange {
  const half = (end - start) / 2;
  return fixedRange({ start: start - half, end: end + half });
}

const NICE_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 604_800,
];

/**
 * The seconds between points: what fits about `points` into the range, at least the collection interval, and a number
 * people count in.
 */
export function stepOf({ start, end }: ResolvedRange, points: number, intervalSeconds: number): number {
  const wanted = Math.max((end - start) / Math.max(points, 1), intervalSeconds);
  return NICE_STEPS.find((step) => step >= wanted) ?? NICE_STEPS.at(-1)!;
}

/** The range on multiples of the step, so that points stay where they are while time goes on. */
export function aligned({ start, end }: ResolvedRange, step: number): ResolvedRange {
  return { start: Math.floor(start / step) * step, end: Math.floor(end / step) * step };
}

/** The range of `rate()`, as Grafana takes it: at least four collections. */
export function rateInterval(step: number, intervalSeconds: number): number {
  return Math.max(step + intervalSeconds, 4 * intervalSeconds);
}

/** Ranges to choose from. */
export const QUICK_RANGES: readonly { readonly label: string; readonly from: string }[] = [
  { label: '5 minutes', from: 'now-5m' },
  { label: '15 minutes', from: 'now-15m' },
  { label: '1 hour', from: 'now-1h' },
  { label: '6 hours', from: 'now-6h' },
  { label: '1 day', from: 'now-1d' },
  { label: '1 week', from: 'now-7d' },
];
