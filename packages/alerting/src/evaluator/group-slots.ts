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
 * The slot to evaluate at `nowMillis`, when the one planned has come: a later one if several have passed meanwhile, with
 * how many are skipped for it. After the clock was set back by more than an interval the slots begin anew.
 */
export function dueSlot(
  plannedMillis: number,
  nowMillis: number,
  intervalMillis: number,
): { readonly slotMillis: number; readonly missed: number } {
  const ahead = Math.floor((plannedMillis - nowMillis) / intervalMillis);
  if (ahead >= 1) return { slotMillis: plannedMillis - (ahead + 1) * intervalMillis, missed: 0 };
  const missed = Math.max(Math.floor((nowMillis - plannedMillis) / intervalMillis), 0);
  return { slotMillis: plannedMillis + missed * intervalMillis, missed };
}
