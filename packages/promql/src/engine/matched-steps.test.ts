import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { MatchedSteps } from './matched-steps.ts';

const a = Labels.from({ x: 'a' });
const b = Labels.from({ x: 'b' });

describe('MatchedSteps', () => {
  it('allows one result a step where matching is one to one', () => {
    const matched = new MatchedSteps(true, 2);
    matched.markerFor(a)(0);
    matched.markerFor(b)(1);
    expect(() => matched.markerFor(b)(0)).toThrow(
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    );
  });

  it('allows several where their labels tell them apart', () => {
    const matched = new MatchedSteps(false, 2);
    matched.markerFor(a)(0);
    matched.markerFor(b)(0);
    expect(() => matched.markerFor(a)(0)).toThrow(
      'multiple matches for labels: grouping labels must ensure unique matches',
    );
  });

  it('knows at which steps nothing was matched', () => {
    const matched = new MatchedSteps(false, 4);
    matched.markerFor(a)(1);
    matched.markerFor(b)(3);
    expect([...matched.missing]).toEqual([1, 0, 1, 0]);
  });
});
