import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { deliveryDefaults } from '../delivery/options.ts';
import { parseAlertmanagerConfig } from './alertmanager-config.ts';
import { notificationSchemas } from './notification-schemas.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/notifications.md'), 'utf8');

describe('docs/notifications.md', () => {
  it('shows a configuration that can be used as it is', () => {
    const text = /```yaml\n(.*?)```/s.exec(page)![1]!;
    const config = parseAlertmanagerConfig(text, {
      file: 'notifications.md',
      clock: new ManualClock(),
      readSecretFile: () => 'https://from.file',
    });
    expect([...config.receivers.keys()]).toEqual(['everyone', 'on-call', 'databases', 'boss']);
  });

  it.each(Object.entries(notificationSchemas))('names every option of %s', (type, schema) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${type}\` |`))!;
    const named = [...row.split(' | ')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    expect(['type', ...named].sort()).toEqual(Object.keys(schema.shape).sort());
  });

  it('tells the limits in force', () => {
    const { stormMessages, digestMillis, maxMessagesPerMinute, breakerOpenMillis } = deliveryDefaults;
    expect(page).toContain(`After ${stormMessages} messages of a channel within a minute`);
    expect(page).toContain(`within ${digestMillis / 1_000} s become one digest`);
    expect(page).toContain(`${maxMessagesPerMinute} messages a minute and channel`);
    expect(page).toMatch(new RegExp(`left alone\\s+for ${breakerOpenMillis / 1_000} s`));
  });
});
