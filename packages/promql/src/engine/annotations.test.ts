import { expect, it } from '@jest/globals';
import { Annotations } from './annotations.ts';

it('counts what is said twice once, where it was said last', () => {
  const annotations = new Annotations('abc\ndef');
  annotations.warning('careful', { start: 0, end: 1 });
  annotations.warning('careful', { start: 5, end: 6 });
  annotations.warning('other', { start: 1, end: 2 });
  annotations.info('careful', { start: 2, end: 3 });
  expect(annotations.warnings).toEqual(['PromQL warning: careful (2:2)', 'PromQL warning: other (1:2)']);
  expect(annotations.infos).toEqual(['PromQL info: careful (1:3)']);
});
