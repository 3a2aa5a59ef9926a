import { createHash } from 'node:crypto';
import type { Clock } from '@kotoba/core';
import { goJson } from '../../notifications/go-json.ts';
import {
  alertsOf,
  linkOf,
  type Notification,
  type NotifiedAlert,
  sortedPairs,
  subjectOf,
} from '../../notifications/notification.ts';
import type { Channel, SendContext } from '../channel.ts';
import { post } from '../post.ts';
import { shorten } from '../shorten.ts';

/** How urgent PagerDuty takes an incident. */
export type PagerDutySeverity = 'critical' | 'error' | 'warning' | 'info';

/** Options of {@link pagerDutyChannel}. */
export interface PagerDutyChannelOptions {
  /** The integration key of an Events API v2 integration: a secret. */
  readonly routingKey: string;
  /** @default 'https://events.pagerduty.com/v2/enqueue' */
  readonly url?: string;
  /** Also resolve incidents. @default true */
  readonly sendResolved?: boolean;
  /** Instead of the highest severity among the alerts. */
  readonly severity?: PagerDutySeverity;
  /** @default 'Kotoba monitoring' */
  readonly client?: string;
  /** Sent with each request; treated as secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default true, within the same origin */
  readonly followRedirects?: boolean;
  readonly clock: Clock;
}

/** PagerDuty refuses longer summaries. Source: https://developer.pagerduty.com/docs/events-api-v2/ */
const LONGEST_SUMMARY = 1_024;
/** PagerDuty refuses larger events. Source: the same, and prometheus/alertmanager `notify/pagerduty`. */
const MOST_BYTES = 512_000;
const DEFAULT_URL = 'https://events.pagerduty.com/v2/enqueue';
const SEVERITIES: readonly PagerDutySeverity[] = ['critical', 'error', 'warning', 'info'];

/** Opens an incident for each group, keeps it up to date, and resolves it. */
export function pagerDutyChannel(options: PagerDutyChannelOptions): Channel {
  const { sendResolved = true, url = DEFAULT_URL, headers, followRedirects, clock } = options;
  const enqueue = async (event: object, { signal }: SendContext) => {
    const body = goJson(event);
    const secrets = [options.routingKey];
    const nowMillis = clock.now();
    const { status } = await post({ url, body, signal, nowMillis, headers, followRedirects, secrets });
    return `was answered ${status}`;
  };
  return {
    type: 'pagerduty',
    sendResolved,
    async send(notification: Notification, context: SendContext) {
      const event = pagerDutyPayload(notification, options);
      return enqueue(fitsPagerDuty(event) ? event : withoutDetails(event), context);
    },
    async acknowledge({ groupKey }, context) {
      const { routingKey: routing_key } = options;
      return enqueue(
        { routing_key, dedup_key: dedupKeyOf({ groupKey }), event_action: 'acknowledge' },
        context,
      );
    },
  };
}

/** The key of a group's incident. */
export function dedupKeyOf({ groupKey }: Pick<Notification, 'groupKey'>): string {
  return createHash('sha256').update(groupKey).digest('hex');
}

/** The event PagerDuty gets. Source: prometheus/alertmanager `notify/pagerduty`, Events API v2. */
export function pagerDutyPayload(
  notification: Notification,
  options: Omit<PagerDutyChannelOptions, 'clock'>,
) {
  const firing = alertsOf(notification, 'firing');
  const resolved = alertsOf(notification, 'resolved');
  const { client = 'Kotoba monitoring' } = options;
  return {
    routing_key: options.routingKey,
    dedup_key: dedupKeyOf(notification),
    event_action: notification.status === 'firing' ? 'trigger' : 'resolve',
    payload: {
      summary: shorten(subjectOf(notification), LONGEST_SUMMARY),
      source: client,
      severity: options.severity ?? highestSeverity(notification.alerts),
      custom_details: {
        firing: describe(firing),
        num_firing: String(firing.length),
        num_resolved: String(resolved.length),
        resolved: describe(resolved),
      },
    },
    client,
    client_url: linkOf(notification),
  };
}

function fitsPagerDuty(event: object): boolean {
  return Buffer.byteLength(goJson(event)) <= MOST_BYTES;
}

/** The event without what each alert says, which its page has. */
function withoutDetails(event: ReturnType<typeof pagerDutyPayload>) {
  const { num_firing, num_resolved } = event.payload.custom_details;
  const error = `the details were left out: with them the event was larger than ${MOST_BYTES} bytes`;
  return { ...event, payload: { ...event.payload, custom_details: { error, num_firing, num_resolved } } };
}

function highestSeverity(alerts: readonly NotifiedAlert[]): PagerDutySeverity {
  const present = new Set(alerts.map(({ labels }) => labels.get('severity')));
  return SEVERITIES.find((severity) => present.has(severity)) ?? 'error';
}

/** The alerts as text. Source: Alertmanager's default template for PagerDuty's details. */
function describe(alerts: readonly NotifiedAlert[]): string {
  return alerts
    .map(({ labels, annotations, generatorUrl }) => {
      const annotated = Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1));
      return `Labels:\n${lines(sortedPairs(labels))}Annotations:\n${lines(annotated)}Source: ${generatorUrl}\n`;
    })
    .join('');
}

function lines(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => ` - ${name} = ${value}\n`).join('');
}
