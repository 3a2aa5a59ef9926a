import type { Labels } from '@kotoba/core';
import type { BinaryExpression } from '../syntax/ast.ts';
import { applyToElements, type Element, elementAt, setElement } from './binary-element.ts';
import { ColumnBuilder } from './column-builder.ts';
import type { Evaluation } from './evaluation.ts';
import { arithmetic, isArithmetic } from './float-operators.ts';
import { MatchedSteps } from './matched-steps.ts';
import { mergeSeries } from './merge-series.ts';
import { ABSENT, type Columns, FLOAT, type VectorSeries } from './value.ts';
import { checkOneSide, type MatchGroup, matchGroups, resultLabels } from './vector-matching.ts';

/** `vector operator vector` for every operator but the set operators. */
export async function vectorWithVector(
  node: BinaryExpression,
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  count: number,
  evaluation: Evaluation,
): Promise<readonly VectorSeries[]> {
  const matching = node.matching!;
  const swapped = matching.cardinality === 'one-to-many';
  const [many, one] = swapped ? [right, left] : [left, right];
  const matcher = new GroupMatcher(node, swapped, count, evaluation);
  const isFilling = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  const isStepUsed = isFilling ? () => true : stepsInUse(many, one, count);
  const result: VectorSeries[] = [];
  for (const group of matchGroups(many, one, matching)) {
    const pause = evaluation.breathe();
    if (pause !== undefined) await pause;
    checkOneSide(group, matching, isStepUsed);
    result.push(...matcher.match(group));
  }
  return mergeSeries(result);
}

/** A step at which one side has no sample at all is not looked at. */
function stepsInUse(
  many: readonly VectorSeries[],
  one: readonly VectorSeries[],
  count: number,
): (step: number) => boolean {
  const used = [many, one].map((side) => {
    const any = new Uint8Array(count);
    for (const { kinds } of side) for (let step = 0; step < count; step++) any[step] ||= kinds[step]!;
    return any;
  }) as [Uint8Array, Uint8Array];
  return (step) => used[0][step] !== ABSENT && used[1][step] !== ABSENT;
}

class GroupMatcher {
  readonly #node: BinaryExpression;
  readonly #swapped: boolean;
  readonly #count: number;
  readonly #evaluation: Evaluation;

  constructor(node: BinaryExpression, swapped: boolean, count: number, evaluation: Evaluation) {
    this.#node = node;
    this.#swapped = swapped;
    this.#count = count;
    this.#evaluation = evaluation;
  }

  match(group: MatchGroup): VectorSeries[] {
    const { cardinality, fillLeft, fillRight } = this.#node.matching!;
    const result: VectorSeries[] = [];
    const matched = new MatchedSteps(cardinality === 'one-to-one', this.#count);
    for (const many of group.many) {
      for (const one of group.one) this.#pair(many, one, matched, result);
      // The fill values belong to the sides as matching sees them: `fill_left` to the "many" side.
      if (fillRight !== undefined) this.#fillOne(many, group, fillRight, matched, result);
    }
    if (fillLeft !== undefined) {
      const { missing } = matched;
      for (const one of group.one) this.#fillMany(one, group, fillLeft, missing, result);
    }
    return result;
  }

  #pair(many: VectorSeries, one: VectorSeries, matched: MatchedSteps, result: VectorSeries[]): void {
    if (!meet(many.kinds, one.kinds)) return;
    const labels = resultLabels(this.#node, many.labels, one.labels);
    const mark = matched.markerFor(labels);
    const columns =
      this.#fastFloats(many, one, mark) ?? this.#elements(many, (step) => elementAt(one, step), mark);
    this.#push(result, labels, many.dropName, columns);
  }

  #fillOne(
    many: VectorSeries,
    group: MatchGroup,
    value: number,
    matched: MatchedSteps,
    result: VectorSeries[],
  ): void {
    const missing = missingSteps(group.one, this.#count);
    if (!meet(many.kinds, missing)) return;
    // The sample that stands in has the labels of the match group and no others.
    const labels = resultLabels(this.#node, many.labels, group.labels);
    const partner = (step: number) => (missing[step] === ABSENT ? undefined : value);
    this.#push(result, labels, many.dropName, this.#elements(many, partner, matched.markerFor(labels)));
  }

  #fillMany(
    one: VectorSeries,
    group: MatchGroup,
    value: number,
    missing: Uint8Array,
    result: VectorSeries[],
  ): void {
    const filled: Columns = { kinds: missing, values: new Float64Array(this.#count).fill(value) };
    const columns = this.#elements(
      filled,
      (step) => elementAt(one, step),
      () => {},
    );
    this.#push(result, resultLabels(this.#node, group.labels, one.labels), false, columns);
  }

  #push(result: VectorSeries[], labels: Labels, dropName: boolean, columns: Columns | undefined): void {
    if (columns === undefined) return;
    this.#evaluation.hold(this.#evaluation.samples + this.#count);
    result.push({ labels, dropName: dropName || this.#node.returnBool, ...columns });
  }

  /** Two series of floats present at the same steps need no look at the single sample. */
  #fastFloats(many: VectorSeries, one: VectorSeries, mark: (step: number) => void): Columns | undefined {
    const { operator } = this.#node;
    const { kinds } = many;
    if (kinds !== one.kinds || !isArithmetic(operator)) return undefined;
    if (many.histograms !== undefined || one.histograms !== undefined) return undefined;
    const apply = arithmetic[operator];
    const [left, right] = this.#swapped ? [one.values, many.values] : [many.values, one.values];
    const values = new Float64Array(this.#count);
    for (let step = 0; step < values.length; step++) {
      if (kinds[step] !== ABSENT) mark(step);
      values[step] = apply(left[step]!, right[step]!);
    }
    return { kinds, values };
  }

  /** Pairs whose types do not fit are no match; those a comparison drops are. */
  #elements(
    many: Columns,
    partner: (step: number) => Element | undefined,
    mark: (step: number) => void,
  ): Columns | undefined {
    const node = this.#node;
    const { annotations } = this.#evaluation;
    const builder = new ColumnBuilder(this.#count);
    for (let step = 0; step < this.#count; step++) {
      const own = elementAt(many, step);
      const other = own === undefined ? undefined : partner(step);
      if (own === undefined || other === undefined) continue;
      const [left, right] = this.#swapped ? [other, own] : [own, other];
      const applied = applyToElements(node, left, right, annotations);
      if (applied === undefined) continue;
      mark(step);
      if (node.returnBool) builder.setFloat(step, Number(applied.keep));
      else if (applied.keep) setElement(builder, step, applied.value);
    }
    return builder.any ? builder.build() : undefined;
  }
}

/** Whether both have a sample at any step. */
function meet(a: Uint8Array, b: Uint8Array): boolean {
  for (let step = 0; step < a.length; step++) if (a[step] !== ABSENT && b[step] !== ABSENT) return true;
  return false;
}

function missingSteps(series: readonly VectorSeries[], count: number): Uint8Array {
  const missing = new Uint8Array(count).fill(FLOAT);
  for (const { kinds } of series) {
    for (let step = 0; step < count; step++) if (kinds[step] !== ABSENT) missing[step] = ABSENT;
  }
  return missing;
}
