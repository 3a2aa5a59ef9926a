import { describe, expect, it } from '@jest/globals';
import { splitCredentials } from './split-credentials.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('splitCredentials', () => {
  it.each([
    ['http://a:b@host:1/path?q', 'http://host:1/path?q', basic('a:b')],
    ['https://ops:p%40ss%3Aw%C3%B6rd@host/', 'https://host/', basic('ops:p@ss:wörd')],
    ['http://only-user@host/', 'http://host/', basic('only-user:')],
    ['http://:secret@host/', 'http://host/', basic(':secret')],
    ['http://a:100%@host/', 'http://host/', basic('a:100%')],
    ['http://host/', 'http://host/', undefined],
  ])('%s is asked at %s', (address, url, authorization) => {
    const split = splitCredentials(address);
    expect([split.url.href, split.authorization]).toEqual([url, authorization]);
  });

  it('refuses what is no address', () => {
    expect(() => splitCredentials('nowhere')).toThrow(/invalid url/i);
  });
});
