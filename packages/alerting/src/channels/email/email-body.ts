import {
  type AlertStatus,
  alertsOf,
  formatTime,
  linkOf,
  type Notification,
  type NotifiedAlert,
  sortedPairs,
  subjectOf,
} from '../../notifications/notification.ts';

const HEADINGS: Readonly<Record<AlertStatus, string>> = { firing: 'Firing', resolved: 'Resolved' };
const COLORS: Readonly<Record<AlertStatus, string>> = { firing: '#b3261e', resolved: '#1b6e3c' };

/** The message as plain text. */
export function emailText(notification: Notification): string {
  const sections = sectionsOf(notification).map(
    ([status, alerts]) => `${HEADINGS[status]} (${alerts.length})\n\n${alerts.map(alertText).join('\n')}`,
  );
  return [...sections, linkOf(notification)].join('\n\n');
}

function alertText(alert: NotifiedAlert): string {
  const { labels, annotations, startsAtMillis, endsAtMillis, status, generatorUrl } = alert;
  const end = status === 'resolved' ? ` to ${formatTime(endsAtMillis)}` : '';
  const lines = [
    `* ${labels.get('alertname')}, since ${formatTime(startsAtMillis)}${end}`,
    ...Object.entries(annotations).map(([name, value]) => `  ${name}: ${value}`),
    ...sortedPairs(labels).map(([name, value]) => `  ${name} = ${value}`),
    ...(generatorUrl === '' ? [] : [`  ${generatorUrl}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The message as a page without scripts, images and links to elsewhere. */
export function emailHtml(notification: Notification): string {
  const sections = sectionsOf(notification).map(
    ([status, alerts]) =>
      `<h2 style="color:${COLORS[status]}">${HEADINGS[status]} (${alerts.length})</h2>${alerts.map(alertHtml).join('')}`,
  );
  const link = escapeHtml(linkOf(notification));
  return [
    '<!doctype html><html><body style="font-family:sans-serif">',
    `<h1 style="font-size:1.2em">${escapeHtml(subjectOf(notification))}</h1>`,
    ...sections,
    `<p><a href="${link}">${link}</a></p></body></html>`,
  ].join('\n');
}

function alertHtml({ labels, annotations, startsAtMillis, endsAtMillis, status }: NotifiedAlert): string {
  const end = status === 'resolved' ? ` to ${formatTime(endsAtMillis)}` : '';
  const rows = [...Object.entries(annotations), ...sortedPairs(labels)].map(
    ([name, value]) => `<tr><th align="left">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const name = escapeHtml(labels.get('alertname'));
  return `<h3>${name}, since ${formatTime(startsAtMillis)}${end}</h3><table>${rows.join('')}</table>`;
}

function sectionsOf(notification: Notification): [AlertStatus, readonly NotifiedAlert[]][] {
  const all: [AlertStatus, readonly NotifiedAlert[]][] = [
    ['firing', alertsOf(notification, 'firing')],
    ['resolved', alertsOf(notification, 'resolved')],
  ];
  return all.filter(([, alerts]) => alerts.length > 0);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that a browser shows as it is. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
