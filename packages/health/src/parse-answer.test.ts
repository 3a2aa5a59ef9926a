import { describe, expect, it } from '@jest/globals';
import { parseAnswer } from './parse-answer.ts';

describe('parseAnswer', () => {
  it('takes nothing and true for healthy, false for unhealthy, and a status for itself', () => {
    expect(parseAnswer(undefined).status).toBe('healthy');
    expect(parseAnswer(true).status).toBe('healthy');
    expect(parseAnswer(false).status).toBe('unhealthy');
    expect(parseAnswer('degraded').status).toBe('degraded');
  });

  it('keeps the message, the details and a duration of a whole answer', () => {
    const answer = {
      status: 'degraded',
      message: 'slow',
      details: { version: '1.2', up: true, n: 2 },
      durationMillis: 50,
    };
    expect(parseAnswer({ ...answer, name: 'ignored' })).toEqual(answer);
  });

  it.each([
    ['null', null],
    ['42', 42],
    ['"purple"', 'purple'],
    ['a function', () => 'healthy'],
    ['whose status is missing', {}],
    ['whose status is "ok"', { status: 'ok' }],
    ['whose status is missing', ['healthy']],
  ])('is unknown and says so for %s', (said, raw) => {
    const { status, message } = parseAnswer(raw);
    expect(status).toBe('unknown');
    expect(message).toContain(said);
  });

  it('survives an object that throws when it is read', () => {
    const hostile = {
      get status(): string {
        throw new Error('gotcha');
      },
    };
    expect(parseAnswer(hostile).status).toBe('unknown');
    const hostileDetails = new Proxy({}, { ownKeys: () => [][0]! });
    expect(parseAnswer({ status: 'healthy', details: hostileDetails }).status).toBe('unknown');
  });

  it('bounds messages and details, puts messages on one line, and drops what is no plain value', () => {
    const details = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 'x'.repeat(10_000)]));
    const answer = parseAnswer({ status: 'healthy', message: `a\nb${'y'.repeat(10_000)}`, details });
    expect(answer.message).toMatch(/^a b/);
    expect(answer.message.length).toBeLessThanOrEqual(301);
    expect(Object.keys(answer.details)).toHaveLength(32);
    expect(String(answer.details.k0).length).toBeLessThanOrEqual(301);
    const odd = { status: 'healthy', details: { nested: {}, nan: Number.NaN, list: [], fine: 1 } };
    expect(parseAnswer(odd).details).toEqual({ fine: 1 });
  });

  it('takes passwords out of messages and details', () => {
    const url = 'postgres://user:hunter2@db/orders';
    const answer = parseAnswer({ status: 'unhealthy', message: `${url} is gone`, details: { url } });
    expect(answer).toMatchObject({
      message: 'postgres://***@db/orders is gone',
      details: { url: 'postgres://***@db/orders' },
    });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5'])('ignores a duration of %s', (durationMillis) => {
    expect(parseAnswer({ status: 'healthy', durationMillis }).durationMillis).toBeUndefined();
  });
});
