import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock, type SeriesSource, writeStaleNaN } from '@kotoba/core';
import { ApiServers, ask, minuteOf, NOW_SECONDS } from '../../conformance/api-server.ts';

const servers = new ApiServers();
afterEach(() => servers.stop());

const UP = [
  minuteOf({ __name__: 'up', job: 'a', instance: '1' }, [1, 1, 1, 1, 1]),
  minuteOf({ __name__: 'up', job: 'b', instance: '2' }, [1, 0, 1, 0, 0.1 + 0.2]),
];
const start = () => servers.start(UP);
const success = (data: unknown) => ({ status: 'success', data });
const failure = (errorType: string, error: string) => ({ status: 'error', errorType, error });

describe('GET /api/v1/query', () => {
  it('answers a vector with the time asked for and the shortest digits of each value', async () => {
    const answer = await ask(await start(), '/api/v1/query', { query: 'up', time: `${NOW_SECONDS}.781` });
    expect(answer.text).toBe(
      `{"status":"success","data":{"resultType":"vector","result":[` +
        `{"metric":{"__name__":"up","instance":"1","job":"a"},"value":[${NOW_SECONDS}.781,"1"]},` +
        `{"metric":{"__name__":"up","instance":"2","job":"b"},"value":[${NOW_SECONDS}.781,"0.30000000000000004"]}]}}`,
    );
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it('answers 1+1, by which Grafana checks its data source, with a scalar of now', async () => {
    const { status, body } = await ask(await start(), '/api/v1/query', { query: '1+1' });
    expect({ status, body }).toEqual({
      status: 200,
      body: success({ resultType: 'scalar', result: [NOW_SECONDS, '2'] }),
    });
  });

  it('answers a string and a matrix', async () => {
    const address = await start();
    const text = await ask(address, '/api/v1/query', { query: '"a\\"\\n\u{1f600}"', time: '12.5' });
    expect(text.body).toEqual(success({ resultType: 'string', result: [12.5, 'a"\n\u{1f600}'] }));
    const matrix = await ask(address, '/api/v1/query', { query: 'up{job="b"}[20s]' });
    expect(matrix.body).toEqual(
      success({
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'up', instance: '2', job: 'b' },
            values: [
              [NOW_SECONDS - 15, '0'],
              [NOW_SECONDS, '0.30000000000000004'],
            ],
          },
        ],
      }),
    );
  });

  it.each([
    ['1/0', '+Inf'],
    ['-1/0', '-Inf'],
    ['0/0', 'NaN'],
    ['1e21', '1e+21'],
    ['123456789012345678901', '123456789012345680000'],
    ['1/3e7', '3.3333333333333334e-08'],
    ['1e-12', '1e-12'],
    ['0.000001', '0.000001'],
  ])('prints %s as %s in a vector', async (query, value) => {
    const { body } = await ask(await start(), '/api/v1/query', {
      query: `sum(up) * 0 + (${query})`,
      time: '1700000060',
    });
    expect(body).toMatchObject({ data: { result: [{ value: [NOW_SECONDS, value] }] } });
  });

  it.each([
    ['1e21', '1000000000000000000000'],
    ['1e-12', '0.000000000001'],
    ['-1 * 0', '-0'],
    ['1/0', '+Inf'],
  ])('prints %s as %s where it is a scalar', async (query, value) => {
    const { text } = await ask(await start(), '/api/v1/query', { query, time: '0.25' });
    expect(text).toBe(`{"status":"success","data":{"resultType":"scalar","result":[0.25,"${value}"]}}`);
  });

  it('takes a form by POST, whose values come before those of the address', async () => {
    const address = await start();
    const { body } = await ask(
      `${address}`,
      '/api/v1/query?query=3&time=7',
      { query: '2' },
      { method: 'POST' },
    );
    expect(body).toEqual(success({ resultType: 'scalar', result: [7, '2'] }));
  });

  it('answers HEAD with the headers alone, OPTIONS and other methods with what is allowed', async () => {
    const address = await start();
    const head = await ask(address, '/api/v1/query', { query: '1' }, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('content-type')]).toEqual([200, '', 'application/json']);
    const options = await ask(address, '/api/v1/query', {}, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS']);
    expect((await ask(address, '/api/v1/query', {}, { method: 'PUT' })).status).toBe(405);
  });

  it('lets no other origin read it', async () => {
    const answer = await ask(
      await start(),
      '/api/v1/query',
      { query: '1' },
      { headers: { origin: 'http://a.b' } },
    );
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('truncates to limit with a warning, and not at 0', async () => {
    const address = await start();
    const { body } = await ask(address, '/api/v1/query', { query: 'up', limit: '1' });
    expect(body).toMatchObject({ data: { result: [{}] }, warnings: ['results truncated due to limit'] });
    const all = await ask(address, '/api/v1/query', { query: 'up', limit: '0' });
    expect(all.body).toMatchObject({ data: { result: [{}, {}] } });
    expect(all.body).not.toHaveProperty('warnings');
  });

  it('says how long it took when stats are asked for', async () => {
    const { body } = await ask(await start(), '/api/v1/query', { query: '1', stats: 'all' });
    expect(body).toMatchObject({
      data: { stats: { timings: { evalTotalTime: 0, execQueueTime: 0, execTotalTime: 0 } } },
    });
  });

  it('looks back as far as lookback_delta says', async () => {
    const address = await start();
    const at = (lookback: string) =>
      ask(address, '/api/v1/query', {
        query: 'count(up)',
        time: `${NOW_SECONDS + 20}`,
        lookback_delta: lookback,
      });
    expect((await at('15')).body).toMatchObject({ data: { result: [] } });
    expect((await at('30s')).body).toMatchObject({ data: { result: [{ value: [NOW_SECONDS + 20, '2'] }] } });
    expect((await at('x')).body).toEqual(
      failure('bad_data', 'error parsing lookback delta duration: cannot parse "x" to a valid duration'),
    );
  });

  it('does not show a series that has ended', async () => {
    const gone = minuteOf({ __name__: 'gone' }, [1, 1, 0]);
    writeStaleNaN(gone.values, 2);
    const { body } = await ask(await servers.start([gone]), '/api/v1/query', { query: 'gone' });
    expect(body).toEqual(success({ resultType: 'vector', result: [] }));
  });

  it.each([
    [
      { query: 'up', time: 'x' },
      `invalid parameter "time": Invalid time value for 'time': cannot parse "x" to a valid timestamp`,
    ],
    [{ query: 'up', limit: 'x' }, 'invalid parameter "limit": strconv.Atoi: parsing "x": invalid syntax'],
    [{ query: 'up', limit: '-1' }, 'invalid parameter "limit": limit must be non-negative'],
    [{ query: 'up', timeout: '1q' }, 'invalid parameter "timeout": cannot parse "1q" to a valid duration'],
    [{}, 'invalid parameter "query": unknown position: parse error: no expression found in input'],
  ])('refuses %j as bad data', async (parameters, error) => {
    const { status, body } = await ask(await start(), '/api/v1/query', parameters as Record<string, string>);
    expect({ status, body }).toEqual({ status: 400, body: failure('bad_data', error) });
  });

  it('says where an expression is wrong', async () => {
    const { status, body } = await ask(await start(), '/api/v1/query', { query: 'up + )' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errorType: 'bad_data' });
    expect((body as { error: string }).error).toMatch(/^invalid parameter "query": 1:6: parse error: /);
  });
});

describe('GET /api/v1/query_range', () => {
  const range = { query: 'up{job="a"} * 2', start: `${NOW_SECONDS - 30}`, end: `${NOW_SECONDS}`, step: '15' };

  it('answers a matrix', async () => {
    const { body } = await ask(await start(), '/api/v1/query_range', range);
    expect(body).toEqual(
      success({
        resultType: 'matrix',
        result: [
          {
            metric: { instance: '1', job: 'a' },
            values: [
              [NOW_SECONDS - 30, '2'],
              [NOW_SECONDS - 15, '2'],
              [NOW_SECONDS, '2'],
            ],
          },
        ],
      }),
    );
  });

  it('takes times of RFC 3339 and durations, by POST too', async () => {
    const { body } = await ask(
      await start(),
      '/api/v1/query_range',
      { ...range, start: '2023-11-14T22:13:50Z', end: '2023-11-14T23:14:20+01:00', step: '30s' },
      { method: 'POST' },
    );
    expect(body).toMatchObject({
      data: {
        result: [
          {
            values: [
              [NOW_SECONDS - 30, '2'],
              [NOW_SECONDS, '2'],
            ],
          },
        ],
      },
    });
  });

  it('answers no series with an empty list', async () => {
    const { body } = await ask(await start(), '/api/v1/query_range', { ...range, query: 'none' });
    expect(body).toEqual(success({ resultType: 'matrix', result: [] }));
  });

  it('answers 11,000 points a series and refuses more', async () => {
    const address = await start();
    const ends = (points: number) => ({
      ...range,
      start: '0',
      end: `${points}`,
      step: '1',
      query: 'vector(1) or up',
    });
    const most = await ask(address, '/api/v1/query_range', { ...ends(11_000), query: '1' });
    expect(most.status).toBe(200);
    const { status, body } = await ask(address, '/api/v1/query_range', { ...ends(11_001), query: '1' });
    expect({ status, body }).toEqual({
      status: 400,
      body: failure(
        'bad_data',
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      ),
    });
  });

  it.each([
    [{ start: '' }, 'invalid parameter "start": cannot parse "" to a valid timestamp'],
    [
      { end: '2023-02-30T00:00:00Z' },
      'invalid parameter "end": cannot parse "2023-02-30T00:00:00Z" to a valid timestamp',
    ],
    [{ end: '1' }, 'invalid parameter "end": end timestamp must not be before start time'],
    [{ step: '' }, 'invalid parameter "step": cannot parse "" to a valid duration'],
    [
      { step: '0' },
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      { query: 'up[5m]' },
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    ],
  ])('refuses %j as bad data', async (wrong, error) => {
    const { status, body } = await ask(await start(), '/api/v1/query_range', { ...range, ...wrong } as never);
    expect({ status, body }).toEqual({ status: 400, body: failure('bad_data', error) });
  });
});

describe('a query that cannot be answered', () => {
  it('is an execution error when the data do not allow it', async () => {
    const { status, body } = await ask(await start(), '/api/v1/query', { query: 'up * on() up' });
    expect(status).toBe(422);
    expect(body).toMatchObject({ status: 'error', errorType: 'execution' });
  });

  it('is an execution error when it would hold too many samples', async () => {
    const address = await servers.start(UP, { engineOptions: { maxSamples: 1 } });
    const { status, body } = await ask(address, '/api/v1/query', { query: 'up' });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errorType: 'execution' });
  });

  it('is a timeout when it runs longer than it may', async () => {
    const clock = new ManualClock(0);
    const slow: SeriesSource = {
      select: async () => {
        await clock.advance(3_000);
        return UP;
      },
      series: () => [],
      labelNames: () => [],
      labelValues: () => [],
    };
    const address = await servers.start(slow, { engineOptions: { clock } });
    const { status, body } = await ask(address, '/api/v1/query', { query: 'up', timeout: '2' });
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'error', errorType: 'timeout' });
  });

  it('is an internal error when the store fails', async () => {
    const broken: SeriesSource = {
      select: () => {
        throw new Error('the disk is gone');
      },
      series: () => [],
      labelNames: () => [],
      labelValues: () => [],
    };
    const { status, body } = await ask(await servers.start(broken), '/api/v1/query', { query: 'up' });
    expect({ status, body }).toEqual({ status: 500, body: failure('internal', 'the disk is gone') });
  });

  it('ends when its client goes away', async () => {
    let signal: AbortSignal | undefined;
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const hanging: SeriesSource = {
      select: (_matchers, range) => {
        signal = range.signal;
        asked();
        return new Promise(() => {});
      },
      series: () => [],
      labelNames: () => [],
      labelValues: () => [],
    };
    const client = new AbortController();
    const answer = fetch(`${await servers.start(hanging)}/api/v1/query?query=up`, { signal: client.signal });
    await isAsked;
    client.abort();
    await expect(answer).rejects.toThrow();
    if (!signal!.aborted) await new Promise((resolve) => signal!.addEventListener('abort', resolve));
    expect(signal!.aborted).toBe(true);
  });
});

it('shows ten annotations of a kind and says how many more there are', async () => {
  const many = Array.from({ length: 12 }, (_, i) => `quantile(${i + 2}, up)`).join(' or ');
  const { body } = await ask(await start(), '/api/v1/query', { query: many });
  const { warnings } = body as { warnings: string[] };
  expect(warnings).toHaveLength(11);
  expect(warnings[10]).toBe('2 more warning annotations omitted');
});
