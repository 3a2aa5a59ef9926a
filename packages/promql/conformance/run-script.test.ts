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
    ['eval instant at 1m m\n expect fail\n expect fail msg: x', 'is one error too many'],
    ['eval instant at 1m m\n expected_fail_message x', 'belongs to eval_fail, once'],
    ['eval instant at 1m m\n expect warn regex: (', 'Invalid regular expression'],
    ['eval instant at 1m m{a="1"}\n m{a="1"} 2 3', 'expected one value a series'],
    ['eval instant at 1m m{a="1"}\n m{a="1"}', 'expected one value a series'],
    ['eval range from 2m to 1m step 1m m', 'expected an end that is not before the start'],
    ['eval instant at 1m m\n m{a="1" 2', 'line 5: '],
    ['eval instant at 1m "a"\n expect string a', 'expected a quoted string'],
    ['load 1m\n m 1 2 and 3', 'expected a value such as 1'],
    ['load 1m\n m{a="1"}@st -1m\n m{a="2"} 1', 'expected the samples of m{a="1"}, got m{a="2"} 1'],
    ['load 1m\n m@st -1m -1m\n m 1', 'expected as many samples as start timestamps, 2, got m 1'],
    ['load 1m\n m@st -1m\n m@st -1m\n m 1', 'expected the samples of m, got m@st -1m'],
    ['load 1m\n m@st -1m', 'expected the samples of m, got the end of the load'],
    ['load 1m\n m@st soon\n m 1', 'expected a start timestamp such as -30s'],
  ])('refuses the script %j', async (script, message) => {
    await expect(runScript(`${LOAD}\n${script}`)).rejects.toThrow(message);
  });

  it('reads the older forms of expectations, the one of an error ending its block', async () => {
    const script = `
      eval_fail instant at 1m m + on () m
        expected_fail_regexp many-to-many
      eval_warn instant at 1m quantile(7, m)
        {} Inf

      eval_info instant at 1m rate(m{a="1"}[2m])
        {a="1"} 0.016666666666666666

      eval_ordered instant at 1m bottomk(2, m)
        m{a="1"} 2
        m{a="2"} 20

      eval_warn range from 0 to 1m step 1m quantile(7, m)
        {} Inf Inf
    `;
    expect(await failures(script)).toEqual(Array(5).fill(undefined));
  });

  it('ends an evaluation at the number expected, in any of Go’s forms', async () => {
    const script = `
      eval instant at 1m scalar(m)
      NaN
      eval instant at 1m 31
      0x1F
      eval instant at 1m 1 / 0
      Infinity`;
    expect(await failures(script)).toEqual(Array(3).fill(undefined));
  });

  it('keeps names that need quotes, and every field of a histogram', async () => {
    const script = `
      load 1m
        {"größe.x", "a b"="c"} 1x1
        h {{schema:1 sum:-0.5 count:12 z_bucket:2 z_bucket_w:0.25 buckets:[1 _0] offset:-3 n_buckets:[4 5] n_offset:2 counter_reset_hint:gauge}}
        c {{schema:-53 sum:5 count:3 custom_values:[1 2.5] buckets:[1 1 1]}}

      eval instant at 1m {"größe.x"}
        {"größe.x", "a b"="c"} 1

      eval instant at 0 h
        h {{schema:1 sum:-0.5 count:12 z_bucket:2 z_bucket_w:0.25 buckets:[1] offset:-3 n_buckets:[4 5] n_offset:2 counter_reset_hint:gauge}}

      eval instant at 0 h
        h {{schema:1 sum:-0.5 count:12 z_bucket:2 z_bucket_w:0.25 buckets:[1] offset:-3 n_buckets:[4 5] n_offset:2 counter_reset_hint:reset}}

      eval instant at 0 c
        c {{schema:-53 sum:5 count:3 custom_values:[1 2] buckets:[1 1 1]}}
    `;
    expect(await failures(script)).toEqual([
      undefined,
      undefined,
      expect.stringContaining('gauge'),
      expect.stringContaining('2.5'),
    ]);
  });

  it('forgets what was loaded after clear', async () => {
    expect(await failures('\nclear\neval instant at 1m m')).toEqual([undefined]);
  });
});
