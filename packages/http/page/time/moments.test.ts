import { describe, expect, it } from '@jest/globals';
import { lengthText, momentText } from './moments.ts';

describe('a length of time', () => {
  it('is told in its two largest units', () => {
    expect(lengthText(0)).toBe('0 s');
    expect(lengthText(59.4)).toBe('59 s');
    expect(lengthText(125)).toBe('2 min 5 s');
    expect(lengthText(7_500)).toBe('2 h 5 min');
    expect(lengthText(3_605)).toBe('1 h');
    expect(lengthText(2 * 86_400 + 3_600)).toBe('2 d 1 h');
  });
});

describe('a moment', () => {
  it('has its date unless it is today', () => {
    const now = Date.parse('2026-01-02T12:00:00') / 1_000;
    expect(momentText(now - 60, now)).not.toMatch(/2026/);
    expect(momentText(now - 86_400, now)).toMatch(/2026/);
  });
});
