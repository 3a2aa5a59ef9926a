import { type Alert, type AlertGroup, fingerprintOf, type Notifier, type Silence } from '@kotoba/alerting';

/*
 * The shapes of Alertmanager's API, version 2.
 * Source: prometheus/alertmanager `api/v2/openapi.yaml`.
 */

/** `gettableAlert`. */
export interface AlertJson {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly updatedAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: {
    readonly state: 'active' | 'suppressed' | 'unprocessed';
    readonly silencedBy: readonly string[];
    readonly inhibitedBy: readonly string[];
    readonly mutedBy: readonly string[];
  };
}

export function alertJson(alert: Alert, notifier: Notifier): AlertJson {
  const { silencedBy, inhibitedBy, receivers } = notifier.statusOf(alert.labels);
  const suppressed = silencedBy.length + inhibitedBy.length > 0;
  return {
    labels: alert.labels.toRecord(),
    annotations: alert.annotations,
    startsAt: time(alert.startsAtMillis),
    endsAt: time(alert.endsAtMillis),
    updatedAt: time(alert.updatedAtMillis),
    generatorURL: alert.generatorUrl,
    fingerprint: fingerprintOf(alert.labels),
    receivers: receivers.map((name) => ({ name })),
    status: { state: suppressed ? 'suppressed' : 'active', silencedBy, inhibitedBy, mutedBy: [] },
  };
}

/** `alertGroup`, with those of its alerts that are given. */
export function groupJson({ labels, route }: AlertGroup, alerts: readonly AlertJson[]) {
  return { labels: labels.toRecord(), receiver: { name: route.receiver }, alerts };
}

/** `gettableSilence`. */
export function silenceJson(silence: Silence, notifier: Notifier) {
  return {
    id: silence.id,
    status: { state: notifier.silences.stateOf(silence) },
    updatedAt: time(silence.updatedAtMillis),
    matchers: silence.matchers,
    startsAt: time(silence.startsAtMillis),
    endsAt: time(silence.endsAtMillis),
    createdBy: silence.createdBy,
    comment: silence.comment,
  };
}

/** As Go's `strfmt.DateTime` writes it. */
export function time(millis: number): string {
  return new Date(millis).toISOString();
}
