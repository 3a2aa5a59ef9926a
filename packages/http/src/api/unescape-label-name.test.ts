import { expect, it } from '@jest/globals';
import { unescapeLabelName } from './unescape-label-name.ts';

it.each([
  ['job', 'job'],
  ['U__job', 'job'],
  ['U__http_2e_method', 'http.method'],
  ['U__a__b', 'a_b'],
  ['U___', 'U___'],
  ['U____', '_'],
  ['U__a_b', 'U__a_b'],
  ['U__snowman_2603_', 'snowman☃'],
  ['U__a_1f600_', 'a\u{1f600}'],
  ['U__a_d800_', 'U__a_d800_'],
  ['U__a_110000_', 'U__a_110000_'],
])('reads %s as %s', (escaped, name) => {
  expect(unescapeLabelName(escaped)).toBe(name);
});
