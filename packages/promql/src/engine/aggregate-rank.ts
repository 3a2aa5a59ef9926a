import { executionError } from '../errors.ts';
import type { AggregateExpression } from '../syntax/ast.ts';
import type { AggregateGroup } from './aggregate-groups.ts';
import { formatG, infoText } from './annotation-texts.ts';
import type { Annotations } from './annotations.ts';
import { hashLabels } from './hash-labels.ts';
import { ABSENT, FLOAT, HISTOGRAM, type VectorSeries } from './value.ts';

/** Chooses members of a group at one step: writes 1 into the rows chosen. */
type Choice = (members: readonly VectorSeries[], step: number, chosen: readonly Uint8Array[]) => void;

/** `topk`, `bottomk`, `limitk`, `limit_ratio`: some of each group's series, as they are. */
export function aggregateRank(
  node: AggregateExpression,
  group: AggregateGroup,
  parameter: Float64Array,
  annotations: Annotations,
): VectorSeries[] {
  const { members } = group;
  const choose = choiceOf(node, group, parameter, annotations);
  const count = parameter.length;
  const chosen = members.map(() => new Uint8Array(count));
  for (let step = 0; step < count; step++) choose(members, step, chosen);
  const result = members.flatMap((member, index): VectorSeries[] => {
    const kinds = chosen[index]!;
    let any = false;
    for (let step = 0; step < count; step++) {
      if (kinds[step] === 0) continue;
      kinds[step] = member.kinds[step]!;
      any = true;
    }
    return any ? [{ ...member, kinds }] : [];
  });
  return count === 1 ? ranked(node, result) : result;
}

/** An instant query's `topk` and `bottomk` come in the order of their values. */
function ranked(node: AggregateExpression, series: VectorSeries[]): VectorSeries[] {
  if (node.operator !== 'topk' && node.operator !== 'bottomk') return series;
  const isTop = node.operator === 'topk';
  return series.sort((a, b) => {
    const [left, right] = [a.values[0]!, b.values[0]!];
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return isTop ? right - left : left - right;
  });
}

function choiceOf(
  node: AggregateExpression,
  group: AggregateGroup,
  parameter: Float64Array,
  annotations: Annotations,
): Choice {
  switch (node.operator) {
    case 'limitk':
      return (members, step, chosen) => firstOnes(members, step, chosen, Math.trunc(parameter[step]!));
    case 'limit_ratio': {
      const offsets = group.members.map((member) => hashLabels(member.labels));
      return (members, step, chosen) => byRatio(members, step, chosen, offsets, parameter[step]!);
    }
    default: {
      const heap = new RankHeap(node.operator === 'topk');
      return (members, step, chosen) => {
        // Of nothing asked for nothing is told.
        if (parameter[step]! < 1) return;
        heap.reset(Math.trunc(parameter[step]!));
        for (let i = 0; i < members.length; i++) {
          const kind = members[i]!.kinds[step];
          if (kind === FLOAT) heap.offer(i, members[i]!.values[step]!);
          else if (kind === HISTOGRAM) {
            annotations.info(infoText.histogramIgnoredInAggregation(node.operator), node.position);
          }
        }
        heap.forEach((index) => {
          chosen[index]![step] = 1;
        });
      };
    }
  }
}

function firstOnes(
  members: readonly VectorSeries[],
  step: number,
  chosen: readonly Uint8Array[],
  k: number,
): void {
  let left = k;
  for (let i = 0; i < members.length && left > 0; i++) {
    if (members[i]!.kinds[step] === ABSENT) continue;
    chosen[i]![step] = 1;
    left--;
  }
}

/** A series' place in 0 … 1 comes from its labels' hash: a ratio and its complement never share a series. */
function byRatio(
  members: readonly VectorSeries[],
  step: number,
  chosen: readonly Uint8Array[],
  offsets: readonly number[],
  ratio: number,
): void {
  const limit = Math.min(1, Math.max(-1, ratio));
  for (let i = 0; i < members.length; i++) {
    if (members[i]!.kinds[step] === ABSENT) continue;
    const isChosen = limit >= 0 ? offsets[i]! < limit : offsets[i]! >= 1 + limit;
    if (isChosen) chosen[i]![step] = 1;
  }
}

/** Keeps the k best of what it is offered; the worst kept stands on top. NaN is worse than any number. */
class RankHeap {
  readonly #isTop: boolean;
  readonly #indexes: number[] = [];
  readonly #values: number[] = [];
  #capacity = 0;

  constructor(isTop: boolean) {
    this.#isTop = isTop;
  }

  reset(capacity: number): void {
    this.#indexes.length = 0;
    this.#values.length = 0;
    this.#capacity = capacity;
  }

  offer(index: number, value: number): void {
    if (this.#values.length < this.#capacity) {
      this.#indexes.push(index);
      this.#values.push(value);
      this.#up(this.#values.length - 1);
    } else if (this.#isWorse(this.#values[0]!, value)) {
      this.#indexes[0] = index;
      this.#values[0] = value;
      this.#down(0);
    }
  }

  forEach(visit: (index: number) => void): void {
    for (const index of this.#indexes) visit(index);
  }

  #isWorse(a: number, b: number): boolean {
    if (Number.isNaN(a)) return !Number.isNaN(b);
    return this.#isTop ? a < b : a > b;
  }

  #up(start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(this.#values[at]!, this.#values[parent]!)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(start: number): void {
    let at = start;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#values.length && this.#isWorse(this.#values[child]!, this.#values[worst]!))
          worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #swap(a: number, b: number): void {
    [this.#values[a], this.#values[b]] = [this.#values[b]!, this.#values[a]!];
    [this.#indexes[a], this.#indexes[b]] = [this.#indexes[b]!, this.#indexes[a]!];
  }
}

/**
 * Checks the least and the greatest `k` of `topk`, `bottomk` and `limitk`.
 * @throws {PromqlError} PROMQL_EXECUTION_ERROR when one is no number an integer can hold
 */
export function checkCounts(least: number, greatest: number): void {
  if (Number.isNaN(least)) throw executionError('Parameter value is NaN');
  if (least <= -(2 ** 63)) throw executionError(`Scalar value ${formatG(least)} underflows int64`);
  if (greatest >= 2 ** 63) throw executionError(`Scalar value ${formatG(greatest)} overflows int64`);
}
