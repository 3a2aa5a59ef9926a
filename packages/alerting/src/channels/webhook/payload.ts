import { fingerprintOf } from '../../notifications/alert.ts';
import { formatTime, type Notification } from '../../notifications/notification.ts';

const NEVER = '0001-01-01T00:00:00Z';

/**
 * The body of a webhook, version 4.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function webhookPayload(notification: Notification) {
  return {
    receiver: notification.receiver,
    status: notification.status,
    alerts: notification.alerts.map((alert) => ({
      status: alert.status,
      labels: alert.labels.toRecord(),
      annotations: sorted(alert.annotations),
      startsAt: formatTime(alert.startsAtMillis),
      endsAt: alert.status === 'firing' ? NEVER : formatTime(alert.endsAtMillis),
      generatorURL: alert.generatorUrl,
      fingerprint: fingerprintOf(alert.labels),
    })),
    groupLabels: notification.groupLabels.toRecord(),
    commonLabels: notification.commonLabels.toRecord(),
    commonAnnotations: notification.commonAnnotations,
    externalURL: notification.externalUrl,
    version: '4',
    groupKey: notification.groupKey,
    truncatedAlerts: notification.truncatedAlerts,
  };
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
