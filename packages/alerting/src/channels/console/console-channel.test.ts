import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { createNotification } from '../../notifications/notification.ts';
import { consoleChannel } from './console-channel.ts';

function notification(annotations: Record<string, string>) {
  return createNotification({
    receiver: 'console',
    groupKey: '{}:{alertname="Slow"}',
    groupLabels: Labels.from({ alertname: 'Slow' }),
    alerts: [
      {
        labels: Labels.from({ alertname: 'Slow', database: 'shop' }),
        annotations,
        startsAtMillis: 1_000,
        endsAtMillis: 9_000_000,
        updatedAtMillis: 1_000,
        generatorUrl: '',
      },
    ],
    nowMillis: 60_000,
    externalUrl: 'http://127.0.0.1:9090',
  });
}

async function printed(annotations: Record<string, string>): Promise<string[]> {
  const lines: string[] = [];
  const channel = consoleChannel({ write: (text) => lines.push(...text.split('\n')) });
  await channel.send(notification(annotations), { signal: new AbortController().signal });
  return lines;
}

describe('consoleChannel', () => {
  it('prints the subject, and a line for every alert with its summary', async () => {
    expect(await printed({ summary: 'slow for a minute', description: 'longer' })).toEqual([
      expect.stringContaining('Slow'),
      '  firing {alertname="Slow", database="shop"} slow for a minute',
    ]);
  });

  it('prints the description where there is no summary', async () => {
    expect((await printed({ description: 'slow' }))[1]).toMatch(/ slow$/);
  });

  it('prints no character a terminal would obey, and no line an alert made up', async () => {
    const lines = await printed({ summary: 'red \u001b[31m\nDown firing' });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/ red \ufffd\[31m\ufffdDown firing$/);
  });
});
