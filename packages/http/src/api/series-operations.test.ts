import { afterEach, describe, expect, it } from '@jest/globals';
import { Labels, systemClock } from '@kotoba/core';
import { ApiServers, ask, minuteOf, NOW_SECONDS } from '../../conformance/api-server.ts';

const servers = new ApiServers();
afterEach(() => servers.stop());

const SERIES = [
  minuteOf({ __name__: 'up', job: 'a', instance: '1' }, [1, 1, 1, 1, 1]),
  minuteOf({ __name__: 'up', job: 'b', instance: '2' }, [1]),
  minuteOf({ __name__: 'down', 'http.method': 'GET', job: 'c' }, [0]),
];
const start = () => servers.start(SERIES);
const success = (data: unknown) => ({ status: 'success', data });
const badData = (error: string) => ({ status: 400, body: { status: 'error', errorType: 'bad_data', error } });

async function answer(path: string, parameters: Parameters<typeof ask>[2] = {}, init: RequestInit = {}) {
  const { status, body } = await ask(await start(), path, parameters, init);
  return { status, body };
}

describe('/api/v1/labels', () => {
  it('answers every label name in order', async () => {
    const all = { status: 200, body: success(['__name__', 'http.method', 'instance', 'job']) };
    expect(await answer('/api/v1/labels')).toEqual(all);
    expect(await answer('/api/v1/labels', {}, { method: 'POST' })).toEqual(all);
  });

  it('answers the names of what the selectors match, together', async () => {
    const one = await answer('/api/v1/labels', { 'match[]': 'up' });
    expect(one.body).toEqual(success(['__name__', 'instance', 'job']));
    const two = await answer('/api/v1/labels', [
      ['match[]', 'up'],
      ['match[]', '{job="c"}'],
    ]);
    expect(two.body).toEqual(success(['__name__', 'http.method', 'instance', 'job']));
  });

  it('looks at the time asked for only', async () => {
    const before = await answer('/api/v1/labels', { 'match[]': 'up', end: `${NOW_SECONDS - 61}` });
    expect(before.body).toEqual(success([]));
  });

  it('truncates to limit with a warning', async () => {
    expect((await answer('/api/v1/labels', { limit: '2' })).body).toEqual({
      ...success(['__name__', 'http.method']),
      warnings: ['results truncated due to limit'],
    });
    expect((await answer('/api/v1/labels', { limit: '4' })).body).not.toHaveProperty('warnings');
  });

  it('refuses what it cannot read', async () => {
    expect(await answer('/api/v1/labels', { start: 'x' })).toEqual(
      badData(
        `invalid parameter "start": Invalid time value for 'start': cannot parse "x" to a valid timestamp`,
      ),
    );
    expect(await answer('/api/v1/labels', { 'match[]': '{a=""}' })).toEqual(
      badData('match[] must contain at least one non-empty matcher'),
    );
  });
});

describe('/api/v1/label/NAME/values', () => {
  it.each([
    ['job', ['a', 'b', 'c']],
    ['__name__', ['down', 'up']],
    ['none', []],
    ['http.method', ['GET']],
    ['U__http_2e_method', ['GET']],
    ['http%2Emethod', ['GET']],
  ])('answers the values of %s in order', async (name, values) => {
    expect(await answer(`/api/v1/label/${name}/values`)).toEqual({ status: 200, body: success(values) });
  });

  it('answers the values of what the selectors match', async () => {
    const parameters = [
      ['match[]', 'up{job="b"}'],
      ['match[]', 'down'],
      ['start', `${NOW_SECONDS}`],
    ] as const;
    expect((await answer('/api/v1/label/job/values', parameters)).body).toEqual(success(['b', 'c']));
  });

  it('refuses a name that no label can have', async () => {
    expect(await answer('/api/v1/label/%ff/values')).toEqual(badData('invalid label name: "%ff"'));
  });

  it('is not to be changed', async () => {
    const { status } = await ask(await start(), '/api/v1/label/job/values', {}, { method: 'POST' });
    expect(status).toBe(405);
  });
});

describe('/api/v1/series', () => {
  it('answers label sets, each once, in order', async () => {
    const parameters = [
      ['match[]', 'up'],
      ['match[]', '{job=~"a|c"}'],
    ] as const;
    expect(await answer('/api/v1/series', parameters)).toEqual({
      status: 200,
      body: success([
        { __name__: 'down', 'http.method': 'GET', job: 'c' },
        { __name__: 'up', instance: '1', job: 'a' },
        { __name__: 'up', instance: '2', job: 'b' },
      ]),
    });
  });

  it('answers a label named __proto__ like any other', async () => {
    const odd = Labels.from(JSON.parse('{"__name__":"odd","__proto__":"x"}'));
    const address = await servers.start([{ ...minuteOf({}, [1]), labels: odd }]);
    const { text } = await ask(address, '/api/v1/series', { 'match[]': 'odd' });
    expect(text).toBe('{"status":"success","data":[{"__name__":"odd","__proto__":"x"}]}');
  });

  it('truncates to limit with a warning', async () => {
    expect((await answer('/api/v1/series', { 'match[]': 'up', limit: '1' })).body).toEqual({
      ...success([{ __name__: 'up', instance: '1', job: 'a' }]),
      warnings: ['results truncated due to limit'],
    });
  });

  it('wants a selector that matches something', async () => {
    expect(await answer('/api/v1/series')).toEqual(badData('no match[] parameter provided'));
    expect(await answer('/api/v1/series', { 'match[]': '{job=~".*"}' })).toEqual(
      badData('invalid parameter "match[]": match[] must contain at least one non-empty matcher'),
    );
    expect((await answer('/api/v1/series', { 'match[]': 'up{' })).status).toBe(400);
  });

  it('deletes nothing', async () => {
    expect(await answer('/api/v1/series', {}, { method: 'DELETE' })).toEqual({
      status: 500,
      body: { status: 'error', errorType: 'internal', error: 'not implemented' },
    });
  });

  it('is an execution error when the store fails', async () => {
    const fail = () => {
      throw new Error('the disk is gone');
    };
    const broken = { select: fail, series: fail, labelNames: fail, labelValues: fail };
    const { status, body } = await ask(await servers.start(broken), '/api/v1/series', { 'match[]': 'up' });
    expect({ status, body }).toEqual({
      status: 422,
      body: { status: 'error', errorType: 'execution', error: 'the disk is gone' },
    });
  });

  it('gives up on patterns that take too long, all selectors together', async () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      minuteOf({ __name__: 'x'.repeat(40), i: `${i}` }, [1]),
    );
    const address = await servers.start(many, { matchTimeoutMillis: 100, clock: systemClock });
    const hostile = ['match[]', `{__name__=~"x${'(x*)'.repeat(3_000)}"}`] as const;
    const started = systemClock.monotonic();
    const { status, body } = await ask(
      address,
      '/api/v1/series',
      Array.from({ length: 20 }, () => hostile),
      { method: 'POST' },
    );
    expect(status).toBe(503);
    expect(body).toMatchObject({
      errorType: 'timeout',
      error: expect.stringMatching(/^query timed out in matching labels: /),
    });
    expect(systemClock.monotonic() - started).toBeLessThan(5_000);
  });
});
