import { describe, expect, it } from '@jest/globals';
import { probeText } from './probe-text.ts';

const entry = (name: string, passed = true, excluded = false) => ({ name, passed, excluded });

describe('probeText', () => {
  it('is the bare verdict unless verbose', () => {
    const report = { probe: 'readyz', entries: [entry('ping')], unmatchedExclusions: [] } as const;
    expect(probeText({ ...report, passed: true }, false)).toBe('ok');
    expect(probeText({ ...report, passed: false }, false)).toBe('readyz check failed\n');
  });

  it('lists what was looked at as Kubernetes’ API server does', () => {
    const report = {
      probe: 'readyz',
      passed: false,
      entries: [entry('ping'), entry('database', false), entry('cache', false, true)],
      unmatchedExclusions: ['a"b', 'nobody'],
    } as const;
    expect(probeText(report, true)).toBe(
      '[+]ping ok\n' +
        '[-]database failed: reason withheld\n' +
        '[+]cache excluded: ok\n' +
        'warn: some health checks cannot be excluded: no matches for "a\\"b","nobody"\n' +
        'readyz check failed\n',
    );
    expect(probeText({ ...report, passed: true, entries: [], unmatchedExclusions: [] }, true)).toBe(
      'readyz check passed\n',
    );
  });
});
