import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { healthStatuses } from './health-status.ts';
import { type Judged, verdictOf } from './verdict.ts';
import { VerdictTally } from './verdict-tally.ts';

const judged = fc.record({ status: fc.constantFrom(...healthStatuses), critical: fc.boolean() });
const step = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  judged: fc.option(judged, { nil: undefined }),
});

describe('VerdictTally', () => {
  it('always says what verdictOf() says of all checks it holds', () => {
    const holds = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const tally = new VerdictTally();
      const checks = new Map<string, Judged>();
      for (const each of steps) {
        if (each.judged === undefined) {
          tally.delete(each.name);
          checks.delete(each.name);
        } else {
          tally.set(each.name, each.judged);
          checks.set(each.name, each.judged);
        }
        expect(tally.verdict).toBe(verdictOf(checks.values()));
      }
    });
    fc.assert(holds, { numRuns: 300 });
  });
});
