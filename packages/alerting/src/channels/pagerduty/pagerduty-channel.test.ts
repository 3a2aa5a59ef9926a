import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock as clock, Labels } from '@kotoba/core';
import { Cleanup } from '../../../../../e2e/support/cleanup.ts';
import { RecordingSink } from '../../../../../e2e/support/recording-sink.ts';
import { createNotification } from '../../notifications/notification.ts';
import { pagerDutyChannel } from './pagerduty-channel.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

async function sentEvent(alerts: number, textLength: number) {
  const sink = await RecordingSink.start(cleanup);
  const notification = createNotification({
    receiver: 'ops',
    groupKey: '{}:{alertname="Slow"}',
    groupLabels: Labels.from({ alertname: 'Slow' }),
    alerts: Array.from({ length: alerts }, (_, i) => ({
      labels: Labels.from({ alertname: 'Slow', host: `host-${i}` }),
      annotations: { summary: 'é'.repeat(textLength) },
      startsAtMillis: 1_000,
      endsAtMillis: 9e12,
      updatedAtMillis: 1_000,
      generatorUrl: '',
    })),
    nowMillis: 60_000,
    externalUrl: 'http://app',
  });
  const channel = pagerDutyChannel({ url: sink.url, routingKey: 'key', clock });
  await channel.send(notification, { signal: AbortSignal.timeout(5_000) });
  return { body: sink.requests[0]!.body, event: JSON.parse(sink.requests[0]!.body) };
}

describe('pagerDutyChannel', () => {
  it('tells what each alert says as long as the event is one PagerDuty takes', async () => {
    const { event } = await sentEvent(2, 10);
    expect(event.payload.custom_details).toMatchObject({
      num_firing: '2',
      firing: expect.stringContaining('host-1'),
    });
  });

  it('opens the incident without details when they would make the event too large', async () => {
    const { body, event } = await sentEvent(3_000, 100);
    expect(Buffer.byteLength(body)).toBeLessThan(512_000);
    expect(event).toMatchObject({ event_action: 'trigger', payload: { severity: 'error' } });
    expect(event.payload.custom_details).toEqual({
      error: expect.stringContaining('512000 bytes'),
      num_firing: '3000',
      num_resolved: '0',
    });
  });
});
