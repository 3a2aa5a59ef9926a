import { afterEach, describe, expect, it } from '@jest/globals';
import { writeStaleNaN } from '@kotoba/core';
import { ApiServers, ask, minuteOf, NOW_SECONDS } from '../../conformance/api-server.ts';

const servers = new ApiServers();
afterEach(() => servers.stop());

const now = NOW_SECONDS * 1_000;
const gone = minuteOf({ __name__: 'gone' }, [1, 1]);
writeStaleNaN(gone.values, 1);
const SERIES = [
  minuteOf({ __name__: 'up', job: 'b', instance: '1' }, [0, 1]),
  minuteOf({ __name__: 'bytes', path: 'a\\b"c\nd' }, [1e9 + 0.5]),
  minuteOf({ __name__: 'up', job: 'a' }, [Number.POSITIVE_INFINITY]),
  minuteOf({ job: 'nameless' }, [1]),
  gone,
];

describe('/federate', () => {
  it('answers the newest sample of each series by metric, with its time and an instance', async () => {
    const answer = await ask(await servers.start(SERIES), '/federate', [
      ['match[]', '{job=~".+"}'],
      ['match[]', 'bytes'],
      ['match[]', 'gone'],
    ]);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.text).toBe(
      [
        '# TYPE bytes untyped',
        `bytes{path="a\\\\b\\"c\\nd",instance=""} 1000000000.5 ${now}`,
        '# TYPE up untyped',
        `up{instance="1",job="b"} 1 ${now}`,
        `up{job="a",instance=""} +Inf ${now}`,
        '',
      ].join('\n'),
    );
  });

  it('answers nothing older than the lookback', async () => {
    const address = await servers.start(SERIES, { lookbackMillis: 14_000 });
    const old = minuteOf({ __name__: 'up' }, [1, 1]);
    const only = { ...old, timestamps: old.timestamps.map((time) => time - 15_000) };
    expect((await ask(address, '/federate', { 'match[]': 'up' })).text).not.toBe('');
    const later = await servers.start([only], { lookbackMillis: 14_000 });
    expect((await ask(later, '/federate', { 'match[]': 'up' })).text).toBe('');
  });

  it('answers nothing when nothing is asked for, and 400 to what is no selector', async () => {
    const address = await servers.start(SERIES);
    expect((await ask(address, '/federate')).text).toBe('');
    const { status, text } = await ask(address, '/federate', { 'match[]': 'up{' });
    expect(status).toBe(400);
    expect(text).toMatch(/^1:4: parse error: /);
    expect((await ask(address, '/federate', {}, { method: 'POST' })).status).toBe(405);
  });
});
