import { describe, expect, it } from '@jest/globals';
import type { AlertInstance, GroupStatus, RuleStatus } from '@kotoba/alerting';
import { Labels } from '@kotoba/core';
import { ruleRoutes } from './rule-routes.ts';

const AT = Date.parse('2026-01-02T03:04:05.000Z');

const alert: AlertInstance = {
  labels: Labels.from({ alertname: 'Slow', zone: 'a' }),
  sampleLabels: Labels.from({ __name__: 'x', zone: 'a' }),
  annotations: { summary: 'slow' },
  value: 80.5,
  state: 'firing',
  activeAtMillis: AT,
};

function alerting(name: string, over: Partial<RuleStatus> = {}): RuleStatus {
  return {
    type: 'alerting',
    name,
    query: 'x > 1',
    labels: { severity: 'warning' },
    annotations: {},
    health: 'ok',
    evaluationSeconds: 0.25,
    lastEvaluationMillis: AT,
    state: 'firing',
    forMillis: 60_000,
    keepFiringForMillis: 0,
    alerts: [alert],
    ...over,
  } as RuleStatus;
}

const recording: RuleStatus = {
  type: 'recording',
  name: 'a:b',
  query: 'sum(x)',
  labels: { team: 'db' },
  health: 'err',
  lastError: 'it failed',
  evaluationSeconds: 0,
};

function group(name: string, file: string, ...rules: RuleStatus[]): GroupStatus {
  return {
    name,
    file,
    rules,
    intervalMillis: 60_000,
    queryOffsetMillis: 0,
    limit: 0,
    evaluationSeconds: 0.5,
    missedSlots: 0,
  };
}

const groups = [group('one', 'a.yml', alerting('Slow'), recording), group('two', 'b.yml', alerting('Down'))];
const app = ruleRoutes({ groups: () => groups, activeAlerts: () => [alert, { ...alert, value: -0 }] });

interface Shown {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly groups: { readonly name: string; readonly rules: { readonly name: string }[] }[];
    readonly groupNextToken?: string;
  };
}

async function rules(query = ''): Promise<Shown> {
  return (await (await app.request(`/api/v1/rules${query}`)).json()) as Shown;
}

async function names(query: string): Promise<string[]> {
  return (await rules(query)).data.groups.flatMap((one) =>
    one.rules.map(({ name }) => `${one.name}/${name}`),
  );
}

describe('ruleRoutes', () => {
  it('shows rules and alerts as Prometheus does', async () => {
    expect((await rules()).data.groups[0]).toEqual({
      name: 'one',
      file: 'a.yml',
      interval: 60,
      limit: 0,
      evaluationTime: 0.5,
      lastEvaluation: '0001-01-01T00:00:00Z',
      rules: [
        {
          state: 'firing',
          name: 'Slow',
          query: 'x > 1',
          duration: 60,
          keepFiringFor: 0,
          labels: { severity: 'warning' },
          annotations: {},
          alerts: [
            {
              labels: { alertname: 'Slow', zone: 'a' },
              annotations: { summary: 'slow' },
              state: 'firing',
              activeAt: '2026-01-02T03:04:05.000Z',
              value: '8.05e+01',
            },
          ],
          health: 'ok',
          evaluationTime: 0.25,
          lastEvaluation: '2026-01-02T03:04:05.000Z',
          type: 'alerting',
        },
        {
          name: 'a:b',
          query: 'sum(x)',
          labels: { team: 'db' },
          health: 'err',
          lastError: 'it failed',
          evaluationTime: 0,
          lastEvaluation: '0001-01-01T00:00:00Z',
          type: 'recording',
        },
      ],
    });
    const alerts = (await (await app.request('/api/v1/alerts')).json()) as {
      data: { alerts: { value: string }[] };
    };
    expect(alerts.data.alerts.map(({ value }) => value)).toEqual(['8.05e+01', '-0e+00']);
  });

  it.each([
    ['', ['one/Slow', 'one/a:b', 'two/Down']],
    ['?type=alert', ['one/Slow', 'two/Down']],
    ['?type=record', ['one/a:b']],
    ['?rule_name[]=Down&rule_name[]=Slow', ['one/Slow', 'two/Down']],
    ['?rule_group[]=two', ['two/Down']],
    ['?file[]=a.yml', ['one/Slow', 'one/a:b']],
    ['?match[]=%7Bteam%3D%22db%22%7D', ['one/a:b']],
    ['?file[]=none', []],
  ])('narrows by %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('leaves alerts out when asked to', async () => {
    const [first] = (await rules('?exclude_alerts=true')).data.groups;
    expect(first!.rules[0]).not.toHaveProperty('alerts');
  });

  it('answers page by page', async () => {
    const first = await rules('?group_limit=1');
    expect(first.data.groups.map(({ name }) => name)).toEqual(['one']);
    const second = await rules(`?group_limit=1&group_next_token=${first.data.groupNextToken}`);
    expect(second.data.groups.map(({ name }) => name)).toEqual(['two']);
    expect(second.data.groupNextToken).toBeUndefined();
  });

  it.each([
    ['?type=both', "invalid query parameter type='both'"],
    ['?exclude_alerts=maybe', 'exclude_alerts'],
    ['?group_next_token=x', 'group_limit needs to be set'],
    ['?group_limit=1&group_next_token=x', 'invalid group_next_token'],
    ['?match[]=%7B', 'parse error'],
  ])('refuses %s with the reason', async (query, reason) => {
    const response = await app.request(`/api/v1/rules${query}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Shown).error).toContain(reason);
  });

  it('lead from the link of an alert to what its query answers', async () => {
    const answer = await app.request('/graph?g0.expr=sum%28a+%2A+b%29+~+%27c%21%27&g0.tab=1');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(
      `./api/v1/query?query=${encodeURIComponent("sum(a * b) ~ 'c!'")}`,
    );
  });
});
