import type { Labels } from '@kotoba/core';
import { executionError } from '../errors.ts';
import type { BinaryExpression } from '../syntax/ast.ts';
import { applyToElements, type Element, elementAt, setElement } from './binary-element.ts';
import { ColumnBuilder } from './column-builder.ts';
import type { Evaluation } from './evaluation.ts';
import { arithmetic, isArithmetic } from './float-operators.ts';
import { mergeSeries } from './merge-series.ts';
import { ABSENT, type Columns, FLOAT, type VectorSeries } from './value.ts';
import { checkOneSide, filledLabels, type MatchGroup, matchGroups, resultLabels } from './vector-matching.ts';

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
  const isStepUsed = stepsInUse(many, one, count);
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
    const { fillLeft, fillRight } = this.#node.matching!;
    const result: VectorSeries[] = [];
    const matched = new MatchedSteps(this.#node, this.#count);
    for (const many of group.many) {
      for (const one of group.one) this.#pair(many, one, matched, result);
      // The fill values belong to the sides as matching sees them: `fill_left` to the "many" side.
      if (fillRight !== undefined) this.#fillOne(many, group, fillRight, matched, result);
    }
    if (fillLeft !== undefined) {
      for (const one of group.one) this.#fillMany(one, group, fillLeft, result);
    }
    return result;
  }

  #labels(many: Labels, one: Labels | undefined): Labels {
    return resultLabels(this.#node, many, one);
  }

  #pair(many: VectorSeries, one: VectorSeries, matched: MatchedSteps, result: VectorSeries[]): void {
    const labels = this.#labels(many.labels, one.labels);
    if (!matched.add(labels, many.kinds, one.kinds)) return;
    const columns = this.#fastFloats(many, one) ?? this.#elements(many, (step) => elementAt(one, step));
    this.#push(result, labels, many.dropName, columns);
  }

  #fillOne(
    many: VectorSeries,
    group: MatchGroup,
    value: number,
    matched: MatchedSteps,
    result: VectorSeries[],
  ): void {
    const labels = this.#labels(many.labels, undefined);
    const missing = missingSteps(group.one, this.#count);
    if (!matched.add(labels, many.kinds, missing)) return;
    const columns = this.#elements(many, (step) => (missing[step] === ABSENT ? undefined : value));
    this.#push(result, labels, many.dropName, columns);
  }

  #fillMany(one: VectorSeries, group: MatchGroup, value: number, result: VectorSeries[]): void {
    const missing = missingSteps(group.many, this.#count);
    const filled: Columns = { kinds: missing, values: new Float64Array(this.#count).fill(value) };
    const columns = this.#elements(filled, (step) => elementAt(one, step));
    this.#push(result, filledLabels(this.#node, group, one.labels), false, columns);
  }

  #push(result: VectorSeries[], labels: Labels, dropName: boolean, columns: Columns | undefined): void {
    if (columns === undefined) return;
    this.#evaluation.hold(this.#evaluation.samples + this.#count);
    result.push({ labels, dropName: dropName || this.#node.returnBool, ...columns });
  }

  /** Two series of floats present at the same steps need no look at the single sample. */
  #fastFloats(many: VectorSeries, one: VectorSeries): Columns | undefined {
    const { operator } = this.#node;
    if (many.kinds !== one.kinds || !isArithmetic(operator)) return undefined;
    if (many.histograms !== undefined || one.histograms !== undefined) return undefined;
    const apply = arithmetic[operator];
    const [left, right] = this.#swapped ? [one.values, many.values] : [many.values, one.values];
    const values = new Float64Array(this.#count);
    for (let step = 0; step < values.length; step++) values[step] = apply(left[step]!, right[step]!);
    return { kinds: many.kinds, values };
  }

  #elements(many: Columns, partner: (step: number) => Element | undefined): Columns | undefined {
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
      if (node.returnBool) builder.setFloat(step, Number(applied.keep));
      else if (applied.keep) setElement(builder, step, applied.value);
    }
    return builder.any ? builder.build() : undefined;
  }
}

function missingSteps(series: readonly VectorSeries[], count: number): Uint8Array {
  const missing = new Uint8Array(count).fill(FLOAT);
  for (const { kinds } of series) {
    for (let step = 0; step < count; step++) if (kinds[step] !== ABSENT) missing[step] = ABSENT;
  }
  return missing;
}

/** Keeps one match group from giving two results at one step that nothing tells apart. */
class MatchedSteps {
  readonly #isOneToOne: boolean;
  readonly #count: number;
  readonly #byKey = new Map<string, Uint8Array>();

  constructor(node: BinaryExpression, count: number) {
    this.#isOneToOne = node.matching!.cardinality === 'one-to-one';
    this.#count = count;
  }

  /** Whether the two sides meet at any step. @throws {PromqlError} PROMQL_EXECUTION_ERROR */
  add(labels: Labels, many: Uint8Array, one: Uint8Array): boolean {
    const key = this.#isOneToOne ? '' : labels.key;
    let steps = this.#byKey.get(key);
    if (steps === undefined) {
      steps = new Uint8Array(this.#count);
      this.#byKey.set(key, steps);
    }
    let any = false;
    for (let step = 0; step < this.#count; step++) {
      if (many[step] === ABSENT || one[step] === ABSENT) continue;
      any = true;
      if (steps[step] !== 0) {
        throw executionError(
          this.#isOneToOne
            ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
            : 'multiple matches for labels: grouping labels must ensure unique matches',
        );
      }
      steps[step] = 1;
    }
    return any;
  }
}
