import { describe, expect, it } from '@jest/globals';
import { runScript } from './run-script.ts';

const LOAD = `load 1m
    m{a="1"} 1 2 3
    m{a="2"} 10 20 30
`;

async function failures(script: string): Promise<(string | undefined)[]> {
  return (await runScript(LOAD + script)).map(({ failure }) => failure);
}

describe('runScript', () => {
  it('passes what holds', async () => {
    const script = `
      eval instant at 1m sum(m)
        expect no_warn
        {} 22

      eval range from 0 to 2m step 1m m{a="1"}
        m{a="1"} 1 2 3

      eval instant at 2m 1 + 1
        2

      eval instant at 2m m{a="1"}[2m]
        expect range vector from 1m to 2m step 1m
        m{a="1"} 2 3

      eval instant at 0 "text"
        expect string "text"

      eval instant at 1m topk(2, m)
        expect ordered
        m{a="2"} 20
        m{a="1"} 2

      eval instant at 1m m + on () m
        expect fail regex: many-to-many

      eval instant at 1m quantile(7, m)
        expect warn
        {} +Inf
    `;
    expect(await failures(script)).toEqual(Array(8).fill(undefined));
  });

  it.each([
    ['a wrong value', 'eval instant at 1m m{a="1"}\n m{a="1"} 3', 'expected m{a="1"} = 3, got 2'],
    [
      'a missing series',
      'eval instant at 1m m{a="1"}\n m{a="1"} 2\n m{a="3"} 2',
      'm{a="3"}, which is missing',
    ],
    ['a series too many', 'eval instant at 1m m\n m{a="1"} 2', 'unexpected m{a="2"} = 20'],
    [
      'a wrong order',
      'eval instant at 1m topk(2, m)\n expect ordered\n m{a="1"} 2\n m{a="2"} 20',
      'in place',
    ],
    ['a step too few', 'eval range from 0 to 2m step 1m m{a="1"}\n m{a="1"} 1 2', 'expected 2 samples'],
    ['a missing error', 'eval instant at 1m m\n expect fail', 'expected the error anything, got a result'],
    ['another error', 'eval instant at 1m m + on () m\n expect fail msg: x', 'expected the error x, got'],
    ['an error', 'eval instant at 1m m + on () m', 'failed: '],
    [
      'a missing warning',
      'eval instant at 1m m{a="1"}\n expect warn\n m{a="1"} 2',
      'expected the warning anything',
    ],
    ['another warning', 'eval instant at 1m quantile(7, m)\n expect warn msg: x\n {} Inf', 'the warning x'],
    ['a warning', 'eval instant at 1m quantile(7, m)\n expect no_warn\n {} Inf', 'expected no warning'],
    ['a scalar for a vector', 'eval instant at 1m m{a="1"}\n 2', 'expected a scalar'],
    ['another text', 'eval instant at 1m "a"\n expect string "b"', 'expected the string "b", got "a"'],
  ])('fails %s', async (_, script, failure) => {
    expect(await failures(`\n${script}`)).toEqual([expect.stringContaining(failure)]);
  });

  it.each([
    ['lode 1m', 'line 5: expected load, clear or eval, got "lode 1m"'],
    ['load', 'line 5: expected load[_with_nhcb] <step>, got "load"'],
    ['eval sometime m', 'line 5: expected eval instant at <time>'],
    ['eval instant at 1x m', 'line 5: expected a duration'],
    ['eval instant at 1m m\n expect wrong', 'line 5: expected "expect <type> [msg:|regex:] <text>"'],
    ['eval instant at 1m m\n expect warn\n expect no_warn', 'contradicts a line before it'],
  ])('refuses the script %j', async (script, message) => {
    await expect(runScript(`${LOAD}\n${script}`)).rejects.toThrow(message);
  });

  it('forgets what was loaded after clear', async () => {
    expect(await failures('\nclear\neval instant at 1m m')).toEqual([undefined]);
  });
});
