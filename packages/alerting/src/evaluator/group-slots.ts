import { Labels } from '@kotoba/core';
import { fingerprintOf } from '../notifications/alert.ts';

/**
 * The latest time, at or before `nowMillis`, a group is to be evaluated at: every `intervalMillis`, shifted by a
 * hash of its name and file, so that groups spread over the interval and keep their places over restarts.
 * Source: prometheus/prometheus `rules/group.go`, `EvalTimestamp`.
 */
export function slotBefore(
  nowMillis: number,
  intervalMillis: number,
  group: { readonly name: string; readonly file: string },
): number {
  const print = BigInt(`0x${fingerprintOf(Labels.from({ name: group.name, file: group.file }))}`);
  const offset = Number(print % BigInt(Math.ceil(intervalMillis)));
  const shifted = nowMillis - offset;
  return shifted - (((shifted % intervalMillis) + intervalMillis) % intervalMillis) + offset;
}

/**
 * The evaluation after the one of `slotMillis`, seen from `nowMillis`: the next one, or the latest that is due when
 * there are several; how many are skipped. A clock that was set back by more than an interval starts the slots anew.
 */
export function slotAfter(
  slotMillis: number,
  nowMillis: number,
  intervalMillis: number,
): { readonly slotMillis: number; readonly missed: number } {
  const due = Math.floor((nowMillis - slotMillis) / intervalMillis);
  if (due < -1) {
    const shift = Math.floor((slotMillis - nowMillis) / intervalMillis) * intervalMillis;
    return { slotMillis: slotMillis - shift, missed: 0 };
  }
  if (due < 1) return { slotMillis: slotMillis + intervalMillis, missed: 0 };
  return { slotMillis: slotMillis + due * intervalMillis, missed: due - 1 };
}
