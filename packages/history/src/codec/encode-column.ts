import { isAbsent } from '../absent.ts';
import { ByteWriter } from './byte-writer.ts';
import { headerByte, SCALE } from './column-layout.ts';
import { type ColumnScale, findScale, toIntegers } from './column-scale.ts';
import { FloatUlps } from './float-ulps.ts';
import { chooseOutliers, type OutlierChoice } from './outliers.ts';
import { packResiduals } from './pack-residuals.ts';

const MOST = 4_096;
const plain = new Float64Array(MOST);
const places = new Int32Array(MOST);
const integers = new Float64Array(MOST);
const parentIntegers = new Float64Array(MOST);
const residuals = new Float64Array(MOST);
const kept = new Float64Array(MOST);
const exceptional = new Uint8Array(MOST);
const writer = new ByteWriter();
const [before, after] = [new FloatUlps(), new FloatUlps()];

/** One way to write a column. */
interface Plan {
  readonly scale: number;
  readonly exponent: number;
  readonly isDifferences: boolean;
  readonly isRelated: boolean;
  readonly choice: OutlierChoice;
}

/**
 * The first `count` values of a column in as few bytes as we know how, every bit kept: absent places, stale markers and
 * other NaNs included.
 * @param parent another column of the same collections whose values explain this one's; needed for decoding then too
 * @returns the bytes, and whether `parent` is needed to read them
 */
export function encodeColumn(
  values: Float64Array,
  count: number,
  parent?: Float64Array,
): { readonly bytes: Uint8Array; readonly isRelated: boolean } {
  const { present, plainCount } = sortOut(values, count);
  const plan = bestPlan(values, count, present, plainCount, parent);
  writer.clear();
  if (plan === undefined) {
    writer.byte(headerByte({ ...NO_FLAGS, scale: SCALE.raw }));
    for (let i = 0; i < count; i++) writer.float(values, i);
    return { bytes: writer.take(), isRelated: false };
  }
  writePlan(values, count, present, plainCount, plan);
  return { bytes: writer.take(), isRelated: plan.isRelated };
}

const NO_FLAGS = {
  isDifferences: false,
  isRelated: false,
  hasPresence: false,
  hasExceptions: false,
  hasExponent: false,
};

/** Puts the values that can be integers into `plain`, with their places; the others that are present are exceptions. */
function sortOut(values: Float64Array, count: number): { present: number; plainCount: number } {
  let present = 0;
  let plainCount = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    exceptional[i] = 0;
    if (Number.isNaN(value) && isAbsent(values, i)) continue;
    present++;
    if (!Number.isFinite(value) || Object.is(value, -0)) {
      exceptional[i] = 1;
      continue;
    }
    plain[plainCount] = value;
    places[plainCount++] = i;
  }
  return { present, plainCount };
}

function bestPlan(
  values: Float64Array,
  count: number,
  present: number,
  plainCount: number,
  parent: Float64Array | undefined,
): Plan | undefined {
  const odd = present - plainCount;
  if (odd > count / 4) return undefined;
  const scale = findScale(plain, plainCount);
  if (scale === undefined) return cheaper(ulpsPlan(plainCount), undefined, count);
  toIntegers(plain, plainCount, scale, integers);
  const shape = { scale: SCALE[scale.kind], exponent: scale.exponent };
  const alone = integerPlan(integers, plainCount, { ...shape, isRelated: false });
  if (parent === undefined || plainCount !== count || !isIntegral(scale)) return alone;
  const related = relatedPlan(values, parent, count, shape);
  return cheaper(alone, related, count);
}

function isIntegral({ kind, exponent }: ColumnScale): boolean {
  return kind === 'dyadic' && exponent === 0;
}

function relatedPlan(
  values: Float64Array,
  parent: Float64Array,
  count: number,
  shape: Pick<Plan, 'scale' | 'exponent'>,
): Plan | undefined {
  for (let i = 0; i < count; i++) {
    if (!Number.isSafeInteger(parent[i]!) || Object.is(parent[i], -0)) return undefined;
    parentIntegers[i] = values[i]! - parent[i]!;
  }
  const plan = integerPlan(parentIntegers, count, { ...shape, isRelated: true });
  return plan === undefined || plan.choice.outliers.length > 0 ? undefined : plan;
}

function cheaper(a: Plan | undefined, b: Plan | undefined, count: number): Plan | undefined {
  const cost = (plan: Plan | undefined) => plan?.choice.bytes ?? Number.POSITIVE_INFINITY;
  const best = cost(b) < cost(a) ? b : a;
  return cost(best) < count * 8 ? best : undefined;
}

function integerPlan(
  source: Float64Array,
  count: number,
  shape: Pick<Plan, 'scale' | 'exponent' | 'isRelated'>,
): Plan | undefined {
  const values = chooseOutliers(source, count);
  for (let i = 1; i < count; i++) residuals[i - 1] = source[i]! - source[i - 1]!;
  const differences = chooseOutliers(residuals, Math.max(0, count - 1));
  const isDifferences =
    (differences?.bytes ?? Number.POSITIVE_INFINITY) < (values?.bytes ?? Number.POSITIVE_INFINITY);
  const choice = isDifferences ? differences : values;
  return choice && { ...shape, isDifferences, choice };
}

function ulpsPlan(count: number): Plan | undefined {
  fillUlpsDifferences(count);
  const choice = chooseOutliers(residuals, count - 1);
  return choice && { scale: SCALE.ulps, exponent: 0, isDifferences: true, isRelated: false, choice };
}

function fillUlpsDifferences(count: number): void {
  before.set(plain[0]!);
  for (let i = 1; i < count; i++) {
    after.set(plain[i]!);
    residuals[i - 1] = before.distanceTo(after);
    before.set(plain[i]!);
  }
}

function writePlan(
  values: Float64Array,
  count: number,
  present: number,
  plainCount: number,
  plan: Plan,
): void {
  const { scale, exponent, isDifferences, isRelated, choice } = plan;
  const first = isDifferences ? 1 : 0;
  for (const outlier of choice.outliers) exceptional[places[outlier + first]!] = 1;
  const hasPresence = present < count;
  const hasExceptions = present > plainCount || choice.outliers.length > 0;
  const hasExponent = exponent !== 0;
  writer.byte(headerByte({ isDifferences, isRelated, scale, hasPresence, hasExceptions, hasExponent }));
  if (hasExponent) {
    writer.byte(exponent & 0xff);
    writer.byte(exponent >> 8);
  }
  if (hasPresence) writePresence(values, count);
  if (hasExceptions) writeExceptions(values, count);
  if (plainCount === 0) return;
  const source = sourceOf(plan, plainCount);
  if (isDifferences) {
    if (scale === SCALE.ulps) writer.float(plain, 0);
    else writer.signed(source.first);
  }
  const outliers = new Set(choice.outliers);
  let keptCount = 0;
  for (let i = 0; i < plainCount - first; i++) if (!outliers.has(i)) kept[keptCount++] = source.residuals[i]!;
  packResiduals(kept, keptCount, choice.range, writer);
}

/** The integers a plan packs, before outliers are taken out, and the one all differences start from. */
function sourceOf({ scale, isDifferences, isRelated }: Plan, count: number) {
  const values = isRelated ? parentIntegers : integers;
  if (!isDifferences) return { first: 0, residuals: values };
  if (scale === SCALE.ulps) fillUlpsDifferences(count);
  else for (let i = 1; i < count; i++) residuals[i - 1] = values[i]! - values[i - 1]!;
  return { first: values[0]!, residuals };
}

function writePresence(values: Float64Array, count: number): void {
  for (let at = 0; at < count; at += 8) {
    let byte = 0;
    for (let i = at; i < Math.min(count, at + 8); i++) if (!isAbsent(values, i)) byte |= 1 << (i - at);
    writer.byte(byte);
  }
}

function writeExceptions(values: Float64Array, count: number): void {
  let total = 0;
  for (let i = 0; i < count; i++) total += exceptional[i]!;
  writer.varint(total);
  for (let i = 0; i < count; i++) {
    if (exceptional[i] === 0) continue;
    writer.varint(i);
    writer.float(values, i);
  }
}
