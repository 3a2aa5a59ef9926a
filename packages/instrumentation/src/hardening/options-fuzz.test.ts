import { expect, it } from '@jest/globals';
import { KotobaError, ManualClock } from '@kotoba/core';
import fc from 'fast-check';
import { planAlerting } from '../alerting-plan.ts';
import { ENVIRONMENT_VARIABLES } from '../environment.ts';
import { optionsSchema } from '../options-schema.ts';
import { resolveOptions } from '../resolve-options.ts';

const LONGEST_MILLIS = 1_000;

const sections = Object.entries(optionsSchema.shape).map(([name, schema]) => {
  const inner = (schema as { unwrap?: () => { shape?: object } }).unwrap?.();
  return { name, keys: Object.keys(inner?.shape ?? {}) };
});

const hostile = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
  }),
  fc.constantFrom<unknown>(
    Number.NaN,
    -1,
    1e308,
    '',
    'http://',
    'a'.repeat(10_000),
    Symbol('s'),
    () => 1,
    JSON.parse('{"__proto__":{"a":1}}'),
  ),
);
const alertRule = fc.record(
  {
    name: hostile,
    query: hostile,
    forDuration: hostile,
    annotations: hostile,
    labels: hostile,
    threshold: hostile,
    severity: hostile,
  },
  { requiredKeys: [] },
);
const notification = fc.record(
  {
    type: fc.oneof(fc.constantFrom('slack', 'email', 'webhook', 'pagerduty', 'console'), hostile),
    url: hostile,
    webhookUrl: hostile,
    smtpUrl: hostile,
    headers: hostile,
    routingKey: hostile,
  },
  { requiredKeys: [] },
);
const objective = fc.record(
  { name: hostile, objective: hostile, good: hostile, total: hostile, windowDays: hostile },
  { requiredKeys: [] },
);

/** Options of which most have a known name and a value of any kind. */
const anyOptions = fc
  .array(
    fc.constantFrom(...sections).chain(({ name, keys }) => {
      const value =
        keys.length === 0
          ? hostile
          : fc.oneof(
              { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...keys), hostile, { maxKeys: 4 }) },
              { weight: 1, arbitrary: hostile },
            );
      return value.map((one) => [name, one] as const);
    }),
    { maxLength: 6 },
  )
  .map((entries) => Object.fromEntries(entries));

/** Runs it; what it throws must be an error of ours that says what is wrong, at a bearable length. */
function refusesOrTakes(run: () => unknown): void {
  const began = performance.now();
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(KotobaError);
    const { code, message } = error as KotobaError;
    expect(code).toBe('KOTOBA_INVALID_OPTIONS');
    expect(message).toMatch(/\n {2}- ./);
    expect(message.length).toBeLessThan(200_000);
  }
  expect(performance.now() - began).toBeLessThan(LONGEST_MILLIS);
}

it('options of any shape are taken, or refused with what was expected', () => {
  fc.assert(
    fc.property(fc.oneof(anyOptions, hostile), (options) => {
      refusesOrTakes(() => resolveOptions(options as never, {}));
    }),
    { numRuns: 4_000, seed: 1 },
  );
  expect(({} as { a?: unknown }).a).toBeUndefined();
}, 60_000);

it('environment variables of any text are taken, or refused with the name of the variable', () => {
  const names = ENVIRONMENT_VARIABLES.map(({ name }) => name);
  const environment = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.string(), fc.string({ unit: 'binary' })),
  );
  fc.assert(
    fc.property(environment, (variables) => {
      try {
        resolveOptions({}, variables);
      } catch (error) {
        expect((error as KotobaError).code).toBe('KOTOBA_INVALID_OPTIONS');
        expect(names.some((name) => (error as Error).message.includes(name))).toBe(true);
      }
    }),
    { numRuns: 4_000, seed: 2 },
  );
}, 60_000);

it('rules, objectives and notifications of any shape are taken, or refused with what was expected', () => {
  const lists = fc.record(
    {
      rules: fc.array(fc.oneof(alertRule, hostile), { maxLength: 3 }),
      objectives: fc.array(fc.oneof(objective, hostile), { maxLength: 3 }),
      notifications: fc.array(fc.oneof(notification, hostile), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(lists, (alerting) => {
      refusesOrTakes(() => {
        const options = resolveOptions({ alerting } as never, {});
        planAlerting(options.alerting, new ManualClock());
      });
    }),
    { numRuns: 4_000, seed: 3 },
  );
}, 60_000);
