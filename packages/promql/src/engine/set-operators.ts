import type { NativeHistogram } from '@kotoba/core';
import type { VectorMatching } from '../syntax/ast.ts';
import { signatureOf } from './match-signature.ts';
import { mergeSeries } from './merge-series.ts';
import { ABSENT, type VectorSeries } from './value.ts';

/** At which steps any series of each match group has a sample. */
function presence(
  series: readonly VectorSeries[],
  signature: (series: VectorSeries) => string,
): Map<string, Uint8Array> {
  const groups = new Map<string, Uint8Array>();
  for (const one of series) {
    const key = signature(one);
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, one.kinds);
      continue;
    }
    if (known === one.kinds) continue;
    const union = known.slice();
    for (let step = 0; step < union.length; step++) union[step] ||= one.kinds[step]!;
    groups.set(key, union);
  }
  return groups;
}

/** `and`, `or`, `unless`: samples of the left (and for `or` of the right) by whether the other side has a partner. */
export function applySetOperator(
  operator: 'and' | 'or' | 'unless',
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  matching: VectorMatching,
): readonly VectorSeries[] {
  const sign = signatureOf(matching);
  const signature = (series: VectorSeries) => sign(series.labels);
  if (operator === 'or') {
    const taken = presence(left, signature);
    return mergeSeries([...left, ...filterSteps(right, signature, taken, false)]);
  }
  return filterSteps(left, signature, presence(right, signature), operator === 'and');
}

function filterSteps(
  series: readonly VectorSeries[],
  signature: (series: VectorSeries) => string,
  partners: ReadonlyMap<string, Uint8Array>,
  wanted: boolean,
): VectorSeries[] {
  const result: VectorSeries[] = [];
  for (const one of series) {
    const partner = partners.get(signature(one));
    if (partner === undefined) {
      if (!wanted) result.push(one);
      continue;
    }
    const kinds = new Uint8Array(one.kinds.length);
    let any = false;
    for (let step = 0; step < kinds.length; step++) {
      if ((partner[step] !== ABSENT) !== wanted || one.kinds[step] === ABSENT) continue;
      kinds[step] = one.kinds[step]!;
      any = true;
    }
    if (any) result.push({ ...one, kinds, ...keepHistograms(one.histograms) });
  }
  return result;
}

function keepHistograms(histograms: ReadonlyArray<NativeHistogram | undefined> | undefined) {
  return histograms === undefined ? {} : { histograms };
}
