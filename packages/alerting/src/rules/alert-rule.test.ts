import { describe, expect, it } from '@jest/globals';
import { type AlertRule, toRuleGroup } from './alert-rule.ts';

const accept = () => undefined;
const queryOf = (rule: Partial<AlertRule>) =>
  toRuleGroup({ name: 'A', query: 'x', ...rule }, accept).rules[0]!.query;

describe('a rule in code', () => {
  it('takes the two examples of the source document as they are', () => {
    const cpu = toRuleGroup(
      {
        name: 'High CPU Usage',
        description: 'CPU usage is above 80%',
        query: 'system_cpu_usage_percent > 80',
        threshold: { greaterThan: 80 },
        evaluationInterval: '60s',
        severity: 'warning',
        labels: { team: 'infrastructure' },
      },
      accept,
    );
    expect(cpu).toEqual({
      name: 'High CPU Usage',
      file: 'code',
      intervalMillis: 60_000,
      limit: 0,
      rules: [
        {
          type: 'alerting',
          name: 'High CPU Usage',
          query: 'system_cpu_usage_percent > 80',
          forMillis: 0,
          keepFiringForMillis: 0,
          labels: { severity: 'warning', team: 'infrastructure' },
          annotations: { description: 'CPU usage is above 80%' },
        },
      ],
    });
    const down = toRuleGroup(
      {
        name: 'Database Down',
        description: 'Database health check is failing',
        query: 'health_check_status{check_name="database"} == 0',
        threshold: { equal: 0 },
        evaluationInterval: 30_000,
        severity: 'critical',
        labels: { service: 'database' },
      },
      accept,
    );
    expect(down.intervalMillis).toBe(30_000);
    expect(down.rules[0]!.query).toBe('health_check_status{check_name="database"} == 0');
  });

  it.each([
    ['x', 80, '(x) > 80'],
    ['a or b', { lessThanOrEqual: 0.5 }, '(a or b) <= 0.5'],
    ['x > 80', { lessThan: 90 }, '(x > 80) < 90'],
    ['1 + 1', { notEqual: 2 }, 'vector(1 + 1) != 2'],
    ['x', { greaterThanOrEqual: Number.POSITIVE_INFINITY }, '(x) >= +Inf'],
  ])('completes %s with its threshold', (query, threshold, expected) => {
    expect(queryOf({ query, threshold })).toBe(expected);
  });

  it('tells everything that is wrong with it at once', () => {
    const wrong = {
      name: '',
      query: 'sum(',
      threshold: { above: 3 },
      evaluationInterval: '1 minute',
      severity: 'fatal',
      labels: { __name__: 'x' },
      for: -1,
      noData: 'ignore',
      resolveWhen: '][',
      flap: { changes: 1, window: '1h' },
    } as unknown as AlertRule;
    let message = '';
    try {
      toRuleGroup(wrong, accept);
    } catch (error) {
      message = (error as Error).message;
      expect(error).toMatchObject({ code: 'KOTOBA_ALERTING_INVALID_RULE' });
    }
    for (const part of [
      'name:',
      'query:',
      'evaluationInterval:',
      'severity:',
      'labels.__name__:',
      'for:',
      'noData:',
      'resolveWhen:',
      'flap.changes:',
    ])
      expect(message).toContain(part);
  });

  it('refuses fields it does not know, and anything that is no rule', () => {
    expect(() => toRuleGroup({ name: 'A', query: 'x', treshold: 3 } as never)).toThrow('treshold');
    for (const wrong of [
      undefined,
      null,
      3,
      'x > 1',
      [],
      { name: 'A', query: 3 },
      { name: 'A', query: 'x', labels: [1] },
    ])
      expect(() => toRuleGroup(wrong as never)).toThrow('cannot be used');
  });

  it('refuses a threshold that names no comparison, and a query that gives no vector', () => {
    expect(() => queryOf({ threshold: { above: 3 } as never })).toThrow(
      'expected a number or one of greaterThan',
    );
    expect(() => queryOf({ query: 'x[5m]' })).toThrow('got a matrix');
  });

  it('takes a threshold to end at only where the query ends in a comparison with a number', () => {
    expect(() => queryOf({ threshold: 80, resolveThreshold: 70 })).not.toThrow();
    expect(() => queryOf({ resolveThreshold: 70 })).toThrow('ends in a comparison');
    expect(() => queryOf({ query: 'x > 1', resolveThreshold: 0, resolveWhen: 'x < 0' })).toThrow('got both');
  });

  it('tells of a bad template where it stands', () => {
    const refuse = () => {
      throw new Error('unclosed action');
    };
    expect(() => toRuleGroup({ name: 'A', query: 'x', description: '{{' }, refuse)).toThrow(
      'description: could not parse template: unclosed action',
    );
  });
});
