import type { Clock, Matcher } from '@kotoba/core';
import { PromqlError } from '../errors.ts';
import { formatMatcher } from '../syntax/matcher.ts';

/** Texts a pattern is tried on between two looks at the clock. */
const MATCHES_A_LOOK = 16;

/** A message shows no more of a pattern than this. */
const SHOWN_CHARACTERS = 100;

/**
 * The matchers, made to give up: a source tries patterns on all its label values without a turn for the event loop, and a
 * long pattern takes milliseconds a value. Whoever selects makes them anew for every selection.
 * @returns matchers whose `matches` throws PROMQL_TIMEOUT once `limitMillis` have gone by since the first match
 */
export function boundedMatchers(
  matchers: readonly Matcher[],
  clock: Clock,
  limitMillis: number,
): readonly Matcher[] {
  let deadline: number | undefined;
  let untilLook = 0;
  const look = (matcher: Matcher) => {
    untilLook = MATCHES_A_LOOK;
    const now = clock.monotonic();
    deadline ??= now + limitMillis;
    if (now <= deadline) return;
    const shown = formatMatcher(matcher).slice(0, SHOWN_CHARACTERS);
    throw new PromqlError(
      'PROMQL_TIMEOUT',
      `query timed out in matching labels: ${shown} and what stands beside it may take ${limitMillis} ms`,
    );
  };
  return matchers.map((matcher) => {
    if (matcher.op === '=' || matcher.op === '!=') return matcher;
    const { name, op, value } = matcher;
    const matches = (labelValue: string) => {
      if (untilLook-- <= 0) look(matcher);
      return matcher.matches(labelValue);
    };
    return { name, op, value, matches };
  });
}
