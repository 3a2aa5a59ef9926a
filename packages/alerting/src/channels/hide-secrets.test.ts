import { expect, it } from '@jest/globals';
import { hideSecrets, secretsOf } from './hide-secrets.ts';

it.each([
  ['not found: /services/T0/B0/xyzxyz', 'not found: ***'],
  ['no xyzxyz here', 'no *** here'],
  ['bad token a b&c@d', 'bad token ***'],
  ['authorization: Bearer t0kent0ken', 'authorization: ***'],
  ['got t0kent0ken', 'got ***'],
  ['at api', 'at api'],
])('hides what an address and headers hold in %j', (text, hidden) => {
  const url = 'https://hooks.example/services/T0/B0/xyzxyz?token=a%20b%26c%40d&v=api';
  expect(hideSecrets(text, secretsOf(url, { authorization: 'Bearer t0kent0ken' }))).toBe(hidden);
});

it('hides the longer of two secrets of which one is part of the other', () => {
  expect(hideSecrets('abcdef abc', ['abc', undefined, '', 'abcdef'])).toBe('*** ***');
});
