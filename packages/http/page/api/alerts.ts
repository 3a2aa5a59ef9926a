import type { LabelRecord } from './queries.ts';
import { change, getData, getJson, request } from './request.ts';

/** An alert as the rules see it. */
export interface RuleAlert {
  readonly labels: LabelRecord;
  readonly annotations: LabelRecord;
  readonly state: 'pending' | 'firing';
  readonly activeAt: string;
  readonly value: string;
  readonly heldBy?: string;
}

/** Why a group's message was or was not sent. */
export interface Decision {
  readonly kind: string;
  readonly reason: string;
  readonly channel?: string;
  readonly result?: { readonly delivered: boolean; readonly attempts: number; readonly error?: string };
}

/** An alert as the notifications see it. */
export interface NotifiedAlert {
  readonly labels: LabelRecord;
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly receivers: readonly string[];
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
  readonly acknowledgedBy?: { readonly by: string; readonly comment: string; readonly at: string };
  readonly groups: readonly {
    readonly groupKey: string;
    readonly receiver: string;
    readonly at: string;
    readonly decisions: readonly Decision[];
  }[];
}

/** A matcher of a silence. */
export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** A silence, as Alertmanager's API tells it. */
export interface Silence {
  readonly id: string;
  readonly status: { readonly state: 'pending' | 'active' | 'expired' };
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

/** A rule of a group, as Prometheus' API tells it. */
export interface Rule {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  readonly query: string;
  readonly state?: 'inactive' | 'pending' | 'firing' | 'unknown';
  readonly duration?: number;
  readonly labels: LabelRecord;
  readonly annotations?: LabelRecord;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
  readonly evaluationTime: number;
  readonly lastEvaluation: string;
}

/** A group of rules. */
export interface RuleGroup {
  readonly name: string;
  readonly file: string;
  readonly interval: number;
  readonly rules: readonly Rule[];
}

/** A message that was sent, or was to be. */
export interface Delivery {
  readonly at: string;
  readonly receiver: string;
  readonly channel: string;
  readonly groupKey: string;
  readonly result: { readonly delivered: boolean; readonly attempts: number; readonly error?: string };
}

/** Alerts that are pending or firing by the rules. */
export async function ruleAlerts(signal?: AbortSignal): Promise<readonly RuleAlert[]> {
  return (await getData<{ alerts: RuleAlert[] }>('api/v1/alerts', {}, signal)).data.alerts;
}

/** Alerts the notifications know of, each with what was decided about it. */
export async function notifiedAlerts(signal?: AbortSignal): Promise<readonly NotifiedAlert[]> {
  return (await getData<NotifiedAlert[]>('api/kotoba/v1/alerts/explain', {}, signal)).data;
}

/** Every rule. */
export async function ruleGroups(signal?: AbortSignal): Promise<readonly RuleGroup[]> {
  return (await getData<{ groups: RuleGroup[] }>('api/v1/rules', { exclude_alerts: 'true' }, signal)).data
    .groups;
}

/** Silences that hold or will, and those that ended lately. */
export function silences(signal?: AbortSignal): Promise<readonly Silence[]> {
  return getJson<Silence[]>('api/v2/silences', signal);
}

/** The newest messages. */
export async function deliveries(signal?: AbortSignal): Promise<readonly Delivery[]> {
  return (await getData<Delivery[]>('api/kotoba/v1/notifications', { limit: '50' }, signal)).data;
}

/** Says that somebody has taken an alert on. */
export async function acknowledge(labels: LabelRecord, by: string, comment: string): Promise<void> {
  await change('POST', 'api/kotoba/v1/alerts/acknowledge', { labels, by, comment });
}

/** Keeps alerts that match from being told from now on. */
export async function silence(
  matchers: readonly SilenceMatcher[],
  seconds: number,
  by: string,
  comment: string,
): Promise<void> {
  const now = await serverNow();
  await change('POST', 'api/v2/silences', {
    matchers,
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + seconds * 1_000).toISOString(),
    createdBy: by,
    comment,
  });
}

/** Ends a silence. */
export async function endSilence(id: string): Promise<void> {
  await change('DELETE', `api/v2/silence/${encodeURIComponent(id)}`);
}

/** A browser's clock may be wrong by hours; the server's decides how long a silence lasts. */
async function serverNow(): Promise<number> {
  const { headers } = await request('api/v2/status');
  const told = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(told) ? Date.now() : Math.max(told, Date.now() - 1_000);
}
