import type { FlapPolicy } from '../rules/alert-policies.ts';
import type { AlertingRule } from '../rules/rule-group.ts';
import {
  type AlertCandidate,
  type AlertInstance,
  type AlertRuleState,
  type AlertTransition,
  EMPTY_STATE,
  type HoldReason,
} from './alert-instance.ts';

/** How long an alert that has ended is kept. Source: prometheus/prometheus `rules.resolvedRetention`. */
export const RESOLVED_RETENTION_MILLIS = 15 * 60_000;

const ALERTS_A_STEP = 32;

/** What an evaluation found. */
export interface AlertFindings {
  /** The series the query gives. */
  readonly candidates: readonly AlertCandidate[];
  /** Alerts, by the key of their labels, that are not to end although the query does not give them. */
  readonly held: ReadonlyMap<string, HoldReason>;
}

/** What of the rule matters here. */
export type AlertTiming = Pick<AlertingRule, 'forMillis' | 'keepFiringForMillis' | 'flap'> & {
  /** Alerts a rule may have; 0 is no limit. */
  readonly limit: number;
  /**
   * Alerts that are kept at most, whatever the limit: of those active and of those ended. New ones beyond it are refused, of
   * those ended the oldest go first.
   */
  readonly maxAlerts: number;
};

/** The next state; with `error` the evaluation counts as failed. */
export interface AdvancedAlerts {
  readonly state: AlertRuleState;
  /** Alerts that are pending or firing after this evaluation. */
  readonly active: readonly AlertInstance[];
  readonly transitions: readonly AlertTransition[];
  /** New alerts that found no room. */
  readonly refused: number;
  readonly error?: string;
}

/**
 * A rule's alerts after an evaluation at `nowMillis`.
 * Source: prometheus/prometheus `rules/alerting.go`, `AlertingRule.Eval`.
 */
export function advanceAlerts(
  timing: AlertTiming,
  state: AlertRuleState,
  findings: AlertFindings,
  nowMillis: number,
): AdvancedAlerts {
  const steps = advanceInSteps(timing, state, findings, nowMillis);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** As {@link advanceAlerts}, in small steps, so that others can be given a turn in between. */
export function* advanceInSteps(
  timing: AlertTiming,
  state: AlertRuleState,
  findings: AlertFindings,
  nowMillis: number,
): Generator<void, AdvancedAlerts> {
  const found = new Map<string, AlertCandidate>();
  let count = 0;
  for (const candidate of findings.candidates) {
    if (++count % ALERTS_A_STEP === 0) yield;
    const { key } = candidate.labels;
    if (found.has(key)) {
      const error = 'vector contains metrics with the same labelset after applying alert labels';
      return { state, active: activeOf(state), transitions: [], refused: 0, error };
    }
    found.set(key, candidate);
  }
  const alerts = new Map<string, AlertInstance>();
  const changes = new Map<string, readonly number[]>();
  const active: AlertInstance[] = [];
  const transitions: AlertTransition[] = [];
  let refused = 0;
  for (const [key, before] of startingPoints(state, found, nowMillis)) {
    if (++count % ALERTS_A_STEP === 0) yield;
    const known = state.alerts.get(key);
    if (known === undefined && active.length >= timing.maxAlerts) {
      refused++;
      continue;
    }
    const step = advance(timing, before, found.get(key), findings.held.get(key), nowMillis);
    const settled = settleFlapping(timing.flap, step, before, state.changes.get(key) ?? [], nowMillis);
    if (settled.changes.length > 0) changes.set(key, settled.changes);
    const after = settled.alert;
    if (after !== undefined) alerts.set(key, after);
    if (after !== undefined && after.state !== 'inactive') active.push(after);
    transitions.push(...transitionsBetween(known, before, after, nowMillis));
  }
  for (const [key, times] of state.changes) {
    const recent = timing.flap === undefined ? [] : within(timing.flap, times, nowMillis);
    if (!changes.has(key) && recent.length > 0) changes.set(key, recent);
  }
  if (timing.limit > 0 && active.length > timing.limit) {
    const error = `exceeded limit of ${timing.limit} with ${active.length} alerts`;
    return { state: EMPTY_STATE, active: [], transitions: [], refused: 0, error };
  }
  forgetOldest(alerts, alerts.size - active.length - timing.maxAlerts);
  return { state: { alerts, changes }, active, transitions, refused };
}

function forgetOldest(alerts: Map<string, AlertInstance>, surplus: number): void {
  let left = surplus;
  for (const [key, alert] of alerts) {
    if (left <= 0) return;
    if (alert.state !== 'inactive') continue;
    alerts.delete(key);
    left--;
  }
}

/** The alerts that are pending or firing. */
export function activeOf(state: AlertRuleState): AlertInstance[] {
  return [...state.alerts.values()].filter((alert) => alert.state !== 'inactive');
}

/** Every alert there is to judge: those known, brought up to date, and new ones as pending. */
function* startingPoints(
  { alerts }: AlertRuleState,
  found: ReadonlyMap<string, AlertCandidate>,
  nowMillis: number,
): Iterable<readonly [string, AlertInstance]> {
  for (const [key, alert] of alerts) {
    const candidate = found.get(key);
    if (candidate === undefined) yield [key, alert];
    else if (alert.state === 'inactive') yield [key, begun(candidate, nowMillis)];
    else
      yield [
        key,
        {
          ...alert,
          value: candidate.value,
          annotations: candidate.annotations,
          sampleLabels: candidate.sampleLabels,
        },
      ];
  }
  for (const [key, candidate] of found) if (!alerts.has(key)) yield [key, begun(candidate, nowMillis)];
}

function begun(candidate: AlertCandidate, nowMillis: number): AlertInstance {
  return { ...candidate, state: 'pending', activeAtMillis: nowMillis };
}

/** One alert's next step, flapping aside; undefined when it is forgotten. */
function advance(
  { forMillis, keepFiringForMillis }: AlertTiming,
  alert: AlertInstance,
  candidate: AlertCandidate | undefined,
  hold: HoldReason | undefined,
  nowMillis: number,
): AlertInstance | undefined {
  if (candidate !== undefined) {
    const { keepFiringSinceMillis, heldBy, ...rest } = alert;
    const fires = rest.state === 'pending' && nowMillis - rest.activeAtMillis >= forMillis;
    return fires ? { ...rest, state: 'firing', firedAtMillis: nowMillis } : rest;
  }
  if (hold !== undefined && isHeld(alert, hold)) {
    const { keepFiringSinceMillis, ...rest } = alert;
    return { ...rest, heldBy: hold };
  }
  if (alert.state === 'pending') return undefined;
  if (alert.state === 'inactive')
    return nowMillis - alert.resolvedAtMillis! > RESOLVED_RETENTION_MILLIS ? undefined : alert;
  const sinceMillis = alert.keepFiringSinceMillis ?? nowMillis;
  if (keepFiringForMillis > 0 && nowMillis - sinceMillis < keepFiringForMillis)
    return { ...alert, keepFiringSinceMillis: sinceMillis, heldBy: 'keep_firing_for' };
  const { heldBy, ...rest } = alert;
  return { ...rest, state: 'inactive', resolvedAtMillis: nowMillis };
}

/** What is missing is no evidence for a pending alert either; hysteresis is about those that fire. */
function isHeld({ state }: AlertInstance, hold: HoldReason): boolean {
  return state === 'firing' || (state === 'pending' && (hold === 'no_data' || hold === 'error'));
}

/** Notes whether the alert began or ended firing, and keeps it firing when it does so too often. */
function settleFlapping(
  flap: FlapPolicy | undefined,
  next: AlertInstance | undefined,
  before: AlertInstance,
  times: readonly number[],
  nowMillis: number,
): { readonly alert: AlertInstance | undefined; readonly changes: readonly number[] } {
  if (flap === undefined) return { alert: next, changes: [] };
  const fired = before.state === 'firing' && before.heldBy !== 'flapping';
  const fires = next?.state === 'firing';
  const recent = within(flap, fired === fires ? times : [...times, nowMillis], nowMillis);
  const isEnding = before.state === 'firing' && next?.state === 'inactive';
  if (!isEnding || recent.length < flap.changes) return { alert: next, changes: recent };
  return { alert: { ...before, heldBy: 'flapping' }, changes: recent };
}

function within({ windowMillis }: FlapPolicy, times: readonly number[], nowMillis: number): number[] {
  return times.filter((time) => nowMillis - time < windowMillis);
}

function* transitionsBetween(
  known: AlertInstance | undefined,
  before: AlertInstance,
  after: AlertInstance | undefined,
  atMillis: number,
): Iterable<AlertTransition> {
  const isNew = known === undefined || (known.state === 'inactive' && before.state === 'pending');
  if (after === undefined) {
    if (before.state === 'pending') yield { kind: 'cleared', atMillis, alert: before };
    return;
  }
  if (isNew) yield { kind: 'pending', atMillis, alert: { ...after, state: 'pending' } };
  if (after.state === 'firing' && before.state !== 'firing') yield { kind: 'firing', atMillis, alert: after };
  if (after.state === 'inactive' && before.state !== 'inactive')
    yield { kind: 'resolved', atMillis, alert: after };
}
