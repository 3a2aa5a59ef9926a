import { describe, expect, it } from '@jest/globals';
import { loggableError } from './loggable-error.ts';

describe('loggableError', () => {
  it.each([
    ['cannot reach postgres://app:hunter2@db:5432/x', 'cannot reach postgres://***@db:5432/x'],
    ['bad DSN "host=db password=hunter2 port=1"', 'bad DSN "host=db password=*** port=1"'],
    ['{"token": "abc", "a": 1}', '{"token": *** "a": 1}'],
    ['two\n  lines', 'two lines'],
    ['harmless: user@example.org', 'harmless: user@example.org'],
  ])('writes %j as %j', (message, line) => {
    expect(loggableError(new Error(message))).toBe(line);
  });

  it('shortens what is long', () => {
    expect(loggableError('x'.repeat(1_000))).toHaveLength(301);
  });
});
