import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Channel, forgetfulStore, Notifier } from '@kotoba/alerting';
import { Labels, ManualClock } from '@kotoba/core';
import { notificationRoutes } from './notification-routes.ts';

const START = Date.parse('2026-01-02T03:04:05.000Z');
const labels = { alertname: 'Down', zone: 'a' };

let clock: ManualClock;
let notifier: Notifier;

beforeEach(() => {
  clock = new ManualClock(START);
  const channel: Channel = { type: 'test', sendResolved: true, send: async () => 'taken' };
  notifier = new Notifier({
    route: { receiver: 'team', groupBy: ['alertname'], groupWaitMillis: 1_000 },
    receivers: new Map([['team', [channel]]]),
    externalUrl: 'http://kotoba',
    clock,
    store: forgetfulStore,
  });
  notifier.put([
    {
      labels: Labels.from(labels),
      annotations: {},
      startsAtMillis: START,
      endsAtMillis: START + 600_000,
      updatedAtMillis: START,
      generatorUrl: '',
    },
  ]);
});

afterEach(() => notifier.stop());

async function ask(path: string, init?: RequestInit) {
  const response = await notificationRoutes({ notifier }).request(path, init);
  return { status: response.status, body: (await response.json()) as { data?: never; error?: string } };
}

function acknowledge(body: unknown) {
  return ask('/api/kotoba/v1/alerts/acknowledge', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

describe('notificationRoutes', () => {
  it('explains what became of an alert', async () => {
    await clock.advance(1_500);
    const { body } = await ask('/api/kotoba/v1/alerts/explain');
    expect(body.data).toMatchObject([
      {
        labels,
        receivers: ['team'],
        silencedBy: [],
        groups: [
          {
            receiver: 'team',
            decisions: [
              { kind: 'channel', channel: 'test', result: { delivered: true, attempts: 1, answer: 'taken' } },
            ],
          },
        ],
      },
    ]);
    const [{ fingerprint }] = body.data as unknown as [{ fingerprint: string }];
    expect((await ask(`/api/kotoba/v1/alerts/explain?fingerprint=${fingerprint}`)).body.data).toHaveLength(1);
    expect((await ask('/api/kotoba/v1/alerts/explain?fingerprint=0')).status).toBe(404);
  });

  it('notes who has taken an alert on', async () => {
    expect(await acknowledge({ labels, by: 'ann', comment: 'looking' })).toEqual({
      status: 200,
      body: { status: 'success', data: { by: 'ann', comment: 'looking', at: '2026-01-02T03:04:05.000Z' } },
    });
    const { body } = await ask('/api/kotoba/v1/alerts/explain');
    expect(body.data).toMatchObject([{ acknowledgedBy: { by: 'ann', comment: 'looking' } }]);
  });

  it('says which alert is not there, and what a request lacks', async () => {
    expect(await acknowledge({ labels: { alertname: 'Other' }, by: 'ann' })).toMatchObject({
      status: 404,
      body: { errorType: 'not_found', error: expect.stringContaining('Other') },
    });
    expect(await acknowledge({ labels })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('by') },
    });
  });

  it('lists what was sent last', async () => {
    await clock.advance(1_500);
    const { body } = await ask('/api/kotoba/v1/notifications?limit=5');
    expect(body.data).toMatchObject([{ receiver: 'team', channel: 'test', result: { delivered: true } }]);
    expect((await ask('/api/kotoba/v1/notifications?limit=x')).status).toBe(400);
  });
});
