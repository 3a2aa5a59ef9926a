import { describe, expect, it } from '@jest/globals';
import { errorMessage, KotobaError } from './errors.ts';

describe('KotobaError', () => {
  it('is an Error with a code that keeps its cause whole', () => {
    const cause = { deep: true };
    const error = new KotobaError('KOTOBA_TIMEOUT', 'too slow', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'KotobaError', code: 'KOTOBA_TIMEOUT', message: 'too slow' });
    expect(error.cause).toBe(cause);
  });

  it('has no cause unless one is given, even an undefined one', () => {
    expect('cause' in new KotobaError('KOTOBA_TIMEOUT', 'too slow')).toBe(false);
    expect('cause' in new KotobaError('KOTOBA_TIMEOUT', 'too slow', { cause: undefined })).toBe(true);
  });
});

describe('errorMessage', () => {
  const evil = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no');
    },
  });

  it.each([
    [new Error('broken'), 'broken'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [Object.create(null), 'an unprintable value'],
    [evil, 'an unprintable value'],
    [Object.assign(new Error('x'), { message: 7 }), '7'],
  ])('is a string for anything thrown (%#)', (thrown, message) => {
    expect(errorMessage(thrown)).toBe(message);
  });
});
