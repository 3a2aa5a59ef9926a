import { expect, it } from '@jest/globals';
import { parseSmtpUrl } from './smtp-url.ts';

it.each([
  ['smtp.gmail.com:587', { host: 'smtp.gmail.com', port: 587 }],
  ['mail', { host: 'mail' }],
  ['smtps://h', { host: 'h', implicitTls: true }],
  ['smtp://[::1]:25/', { host: '::1', port: 25 }],
  [
    'smtp://ann%40example.org:p%2Fq%25@h:25/?from=a@b&to=c@d, e@f&to=g@h&requireTls=false&hello=me',
    {
      host: 'h',
      port: 25,
      user: 'ann@example.org',
      password: 'p/q%',
      from: 'a@b',
      to: ['c@d', 'e@f', 'g@h'],
      requireTls: false,
      hello: 'me',
    },
  ],
])('reads %s', (text, settings) => {
  expect(parseSmtpUrl(text)).toEqual({ settings, problems: [] });
});
