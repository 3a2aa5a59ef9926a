import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Alert, forgetfulStore, Notifier } from '@kotoba/alerting';
import { Labels, ManualClock } from '@kotoba/core';
import { createMatcher } from '@kotoba/promql';
import type { Hono } from 'hono';
import { type AlertmanagerRoutesOptions, alertmanagerRoutes } from './alertmanager-routes.ts';

const START = Date.parse('2026-01-02T03:04:05.678Z');
const MINUTE = 60_000;

let clock: ManualClock;
let notifier: Notifier;
let app: Hono;

function serve(options: Partial<AlertmanagerRoutesOptions> = {}): Hono {
  return alertmanagerRoutes({ notifier, clock, version: '1.2.3', ...options });
}

beforeEach(() => {
  clock = new ManualClock(START);
  notifier = new Notifier({
    route: {
      receiver: 'team',
      groupBy: ['alertname'],
      routes: [{ receiver: 'pager', matchers: [createMatcher('severity', '=', 'critical')] }],
    },
    receivers: new Map([
      ['team', []],
      ['pager', []],
    ]),
    inhibitRules: [
      {
        source: [createMatcher('alertname', '=', 'Down')],
        target: [createMatcher('alertname', '=', 'Slow')],
        equal: [],
      },
    ],
    externalUrl: 'http://kotoba',
    clock,
    store: forgetfulStore,
  });
  app = serve();
});

function alert(record: Record<string, string>): Alert {
  return {
    labels: Labels.from(record),
    annotations: { summary: 'S' },
    startsAtMillis: START,
    endsAtMillis: START + 10 * MINUTE,
    updatedAtMillis: START,
    generatorUrl: 'http://g',
  };
}

async function get(path: string): Promise<unknown> {
  const response = await app.request(path);
  expect(response.status).toBe(200);
  return response.json();
}

function names(alerts: unknown): string[] {
  return (alerts as { labels: { alertname: string } }[]).map(({ labels }) => labels.alertname).sort();
}

const JSON_TYPE = { 'content-type': 'application/json' };

function post(path: string, body: unknown, headers: Record<string, string> = JSON_TYPE) {
  return app.request(path, { method: 'POST', body: JSON.stringify(body), headers });
}

const silence = (over: object = {}) => ({
  matchers: [{ name: 'alertname', value: 'Slow', isRegex: false, isEqual: true }],
  startsAt: '2026-01-02T03:04:05.678Z',
  endsAt: '2026-01-02T05:04:05+01:00',
  createdBy: 'ann',
  comment: 'known',
  ...over,
});

describe('alertmanagerRoutes', () => {
  it('shows an alert as Alertmanager does', async () => {
    notifier.put([alert({ alertname: 'Down', severity: 'critical' })]);
    expect(await get('/api/v2/alerts')).toEqual([
      {
        labels: { alertname: 'Down', severity: 'critical' },
        annotations: { summary: 'S' },
        startsAt: '2026-01-02T03:04:05.678Z',
        endsAt: '2026-01-02T03:14:05.678Z',
        updatedAt: '2026-01-02T03:04:05.678Z',
        generatorURL: 'http://g',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        receivers: [{ name: 'pager' }],
        status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
      },
    ]);
  });

  it('filters alerts by state, matchers and receiver', async () => {
    notifier.put([
      alert({ alertname: 'Down', severity: 'critical' }),
      alert({ alertname: 'Slow', zone: 'a' }),
      alert({ alertname: 'Full' }),
    ]);
    await post(
      '/api/v2/silences',
      silence({ matchers: [{ name: 'alertname', value: 'Fu.*', isRegex: true }] }),
    );
    const shown = async (query: string) => names(await get(`/api/v2/alerts?${query}`));
    expect(await shown('')).toEqual(['Down', 'Full', 'Slow']);
    expect(await shown('active=false')).toEqual(['Full', 'Slow']);
    expect(await shown('silenced=false')).toEqual(['Down', 'Slow']);
    expect(await shown('inhibited=false')).toEqual(['Down', 'Full']);
    expect(await shown(`filter=${encodeURIComponent('zone="a"')}`)).toEqual(['Slow']);
    expect(await shown(`filter=${encodeURIComponent('zone=""')}`)).toEqual([]);
    expect(
      await shown(
        `filter=${encodeURIComponent('zone!="a"')}&filter=${encodeURIComponent('alertname=~"F.*"')}`,
      ),
    ).toEqual(['Full']);
    expect(await shown('receiver=pag.*')).toEqual(['Down']);
  });

  it('answers a filter it cannot read with the reason, as a JSON string', async () => {
    const answer = await app.request('/api/v2/alerts?filter=%7B%7B');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toContain('bad matcher format');
    expect((await app.request('/api/v2/alerts?receiver=(')).status).toBe(400);
  });

  it('shows groups with the alerts that pass the filter', async () => {
    notifier.put([
      alert({ alertname: 'Full', zone: 'a' }),
      alert({ alertname: 'Full', zone: 'b' }),
      alert({ alertname: 'Slow' }),
    ]);
    const groups = (await get(`/api/v2/alerts/groups?filter=${encodeURIComponent('zone="a"')}`)) as object[];
    expect(groups).toMatchObject([
      { labels: { alertname: 'Full' }, receiver: { name: 'team' }, alerts: [{ labels: { zone: 'a' } }] },
    ]);
  });

  it('makes, shows, changes and ends silences', async () => {
    const { silenceID } = (await (await post('/api/v2/silences', silence())).json()) as { silenceID: string };
    expect(await get(`/api/v2/silence/${silenceID}`)).toEqual({
      ...silence(),
      id: silenceID,
      endsAt: '2026-01-02T04:04:05.000Z',
      status: { state: 'active' },
      updatedAt: '2026-01-02T03:04:05.678Z',
    });
    const later = await post('/api/v2/silences', silence({ id: silenceID, endsAt: '2026-01-02T09:00:00Z' }));
    expect(await later.json()).toEqual({ silenceID });
    expect((await app.request(`/api/v2/silence/${silenceID}`, { method: 'DELETE' })).status).toBe(200);
    expect(await get('/api/v2/silences')).toMatchObject([{ id: silenceID, status: { state: 'expired' } }]);
    expect(await get(`/api/v2/silences?filter=${encodeURIComponent('alertname="Other"')}`)).toEqual([]);
    expect((await app.request('/api/v2/silence/none')).status).toBe(404);
    expect((await app.request('/api/v2/silence/none', { method: 'DELETE' })).status).toBe(404);
  });

  it.each([
    ['no matchers', silence({ matchers: [] }), 'at least one matcher'],
    ['a time that is none', silence({ startsAt: 'soon' }), 'startsAt'],
    [
      'a pattern that is none',
      silence({ matchers: [{ name: 'a', value: '(', isRegex: true }] }),
      'valid matchers',
    ],
    ['nothing', 'x', 'body'],
  ])('refuses a silence of %s with the reason', async (_title, body, reason) => {
    const answer = await post('/api/v2/silences', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toContain(reason);
    expect(notifier.silences.list()).toEqual([]);
  });

  it('takes alerts of others, which end by themselves unless they say when', async () => {
    const none = '0001-01-01T00:00:00.000Z';
    const posted = await post('/api/v2/alerts', [
      { labels: { alertname: 'Mine' }, startsAt: none, endsAt: none },
    ]);
    expect(posted.status).toBe(200);
    expect(await get('/api/v2/alerts')).toMatchObject([
      { startsAt: '2026-01-02T03:04:05.678Z', endsAt: '2026-01-02T03:09:05.678Z' },
    ]);
  });

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a text', { 'content-type': 'text/plain' }, 415],
    ['a page of another origin', { ...JSON_TYPE, origin: 'http://evil.example', host: 'localhost' }, 403],
  ])('changes nothing for %s', async (_title, headers, expected) => {
    expect((await post('/api/v2/silences', silence(), headers)).status).toBe(expected);
    expect(notifier.silences.list()).toEqual([]);
  });

  it('changes nothing for who is not authorised, and goes on showing', async () => {
    app = serve({ authorise: (request) => request.headers.get('authorization') === 'Bearer t' });
    expect((await post('/api/v2/silences', silence())).status).toBe(403);
    expect(
      (await post('/api/v2/silences', silence(), { ...JSON_TYPE, authorization: 'Bearer t' })).status,
    ).toBe(200);
    expect(await get('/api/v2/silences')).toHaveLength(1);
  });

  it('refuses a body that is too large without reading it all', async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(65_536)) });
    const request = new Request('http://localhost/api/v2/alerts', {
      method: 'POST',
      body: endless,
      headers: JSON_TYPE,
      duplex: 'half',
    } as RequestInit);
    expect((await app.request(request)).status).toBe(400);
  });

  it('tells its receivers and status', async () => {
    expect(await get('/api/v2/receivers')).toEqual([{ name: 'team' }, { name: 'pager' }]);
    expect(await get('/api/v2/status')).toMatchObject({
      versionInfo: { version: '1.2.3' },
      uptime: '2026-01-02T03:04:05.678Z',
    });
  });
});
