import { Labels } from '@kotoba/core';
import type { Alert } from '../notifications/alert.ts';
import type { AlertInstance, AlertRuleState } from './alert-instance.ts';

/** Evaluations, or failures to send, that pass before somebody takes an alert as ended that is not sent again. */
const SENDINGS_TO_MISS = 4;

/** When alerts are sent again, and with what. */
export interface SendingOptions {
  readonly resendDelayMillis: number;
  readonly intervalMillis: number;
  /** Added where an alert has no label of that name. */
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly generatorUrl: string;
}

/**
 * The alerts to be told of now, and the state in which they count as told.
 * Source: prometheus/prometheus `rules/alerting.go`, `sendAlerts` and `needsSending`.
 */
export function alertsToSend(
  state: AlertRuleState,
  nowMillis: number,
  options: SendingOptions,
): { readonly state: AlertRuleState; readonly alerts: readonly Alert[] } {
  const sent: Alert[] = [];
  const alerts = new Map(state.alerts);
  const validMillis = SENDINGS_TO_MISS * Math.max(options.resendDelayMillis, options.intervalMillis);
  for (const [key, alert] of state.alerts) {
    if (!needsSending(alert, nowMillis, options.resendDelayMillis)) continue;
    const told = { ...alert, lastSentAtMillis: nowMillis, validUntilMillis: nowMillis + validMillis };
    alerts.set(key, told);
    sent.push(toAlert(told, options));
  }
  return sent.length === 0 ? { state, alerts: sent } : { state: { ...state, alerts }, alerts: sent };
}

function needsSending(alert: AlertInstance, nowMillis: number, resendDelayMillis: number): boolean {
  if (alert.state === 'pending') return false;
  const { resolvedAtMillis, lastSentAtMillis } = alert;
  if (lastSentAtMillis === undefined) return true;
  if (resolvedAtMillis !== undefined && resolvedAtMillis > lastSentAtMillis) return true;
  return lastSentAtMillis + resendDelayMillis < nowMillis;
}

function toAlert(alert: AlertInstance, { externalLabels, generatorUrl }: SendingOptions): Alert {
  const hasExternal = Object.keys(externalLabels).length > 0;
  return {
    labels: hasExternal ? Labels.from({ ...externalLabels, ...alert.labels.toRecord() }) : alert.labels,
    annotations: alert.annotations,
    startsAtMillis: alert.firedAtMillis!,
    endsAtMillis: alert.resolvedAtMillis ?? alert.validUntilMillis!,
    updatedAtMillis: alert.lastSentAtMillis!,
    generatorUrl,
  };
}

/** Where an expression can be looked at in Prometheus' own page; `''` without an address. */
export function generatorUrlOf(externalUrl: string, query: string): string {
  if (externalUrl === '') return '';
  return `${externalUrl.replace(/\/+$/, '')}/graph?g0.expr=${queryEscape(query)}&g0.tab=1`;
}

/** As Go's `url.QueryEscape`, so that links are the ones Prometheus makes. */
function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
