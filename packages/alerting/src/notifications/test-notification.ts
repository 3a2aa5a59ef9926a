import { Labels } from '@kotoba/core';
import { type AlertStatus, createNotification, type Notification } from './notification.ts';

const MINUTE_MILLIS = 60_000;

/** A message about an alert that is none, to try a channel with. The end of it has the same group key. */
export function testNotification(receiver: string, status: AlertStatus, nowMillis: number): Notification {
  const groupLabels = Labels.from({ alertname: 'KotobaTest' });
  const alert = {
    labels: Labels.from({ alertname: 'KotobaTest', severity: 'info' }),
    annotations: {
      summary: 'This is a test',
      description: 'Somebody tries whether messages arrive. Nothing is wrong.',
    },
    startsAtMillis: nowMillis - MINUTE_MILLIS,
    endsAtMillis: status === 'resolved' ? nowMillis : nowMillis + MINUTE_MILLIS,
    updatedAtMillis: nowMillis,
    generatorUrl: '',
  };
  const groupKey = '{}:{alertname="KotobaTest"}';
  return createNotification({ receiver, groupKey, groupLabels, alerts: [alert], nowMillis, externalUrl: '' });
}
