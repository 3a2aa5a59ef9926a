import { expect, it } from '@jest/globals';
import { expandTemplate } from './expand-template.ts';

const dollar = (text: string) => `$${text}`;
const caught: Record<string, string> = { '0': 'whole', '1': 'one', name: 'named' };

it.each([
  ['$1', 'one'],
  [dollar('{1}x'), 'onex'],
  ['$1x', ''],
  ['$name-$0', 'named-whole'],
  [dollar('{name}'), 'named'],
  ['$$1', '$1'],
  ['$9', ''],
  ['$', '$'],
  ['a$-b', 'a$-b'],
  [dollar('{'), dollar('{')],
  [dollar('{a b}'), dollar('{a b}')],
])('%s becomes %s', (template, expected) => {
  expect(expandTemplate(template, (name) => caught[name] ?? '')).toBe(expected);
});
