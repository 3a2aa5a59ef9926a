import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { parseAlertMatchers } from './alert-matcher.ts';
import { createRoutes, groupLabelsOf, matchRoutes, type RouteConfig } from './route.ts';

function child(matchers: string, rest: RouteConfig = {}): RouteConfig {
  return { matchers: parseAlertMatchers(matchers), ...rest };
}

const tree = createRoutes({
  receiver: 'default',
  groupBy: ['alertname'],
  repeatIntervalMillis: 1_000,
  routes: [
    child('team="db"', {
      receiver: 'db',
      groupWaitMillis: 5,
      routes: [
        child('severity="critical"', { receiver: 'pager', groupBy: ['...'], continue: true }),
        child('env="prod"'),
      ],
    }),
    child('env=~"prod|stage"', { receiver: 'ops', continue: true }),
    child('audit="yes"', { receiver: 'audit' }),
  ],
});

function receivers(labels: Record<string, string>): string[] {
  return matchRoutes(tree, Labels.from(labels)).map(({ receiver }) => receiver);
}

describe('matchRoutes', () => {
  it.each([
    [{}, ['default']],
    [{ team: 'db' }, ['db']],
    [{ team: 'db', severity: 'critical' }, ['pager']],
    [{ team: 'db', severity: 'critical', env: 'prod' }, ['pager', 'db']],
    [{ env: 'prod' }, ['ops']],
    [{ env: 'stage', audit: 'yes' }, ['ops', 'audit']],
    [{ team: 'db', audit: 'yes' }, ['db']],
  ])('sends %j to %j', (labels, expected) => {
    expect(receivers(labels)).toEqual(expected);
  });

  it('sends nowhere what the root refuses', () => {
    const narrow = createRoutes({ receiver: 'a', matchers: parseAlertMatchers('a="1"') });
    expect(matchRoutes(narrow, Labels.EMPTY)).toEqual([]);
  });
});

describe('createRoutes', () => {
  it('inherits what a node leaves out, down to Alertmanager’s defaults', () => {
    const [pager, prod] = tree.routes[0]!.routes;
    expect(prod).toMatchObject({
      receiver: 'db',
      groupWaitMillis: 5,
      groupIntervalMillis: 300_000,
      repeatIntervalMillis: 1_000,
    });
    expect(pager).toMatchObject({ groupByAll: true });
    expect(prod!.continue).toBe(false);
  });

  it('gives every node a key of the matchers on the way to it', () => {
    expect(tree.key).toBe('{}');
    expect(tree.routes[0]!.routes[0]!.key).toBe('{}/{team="db"}/{severity="critical"}');
  });
});

it('groups by the labels named, or by all', () => {
  const labels = Labels.from({ alertname: 'x', team: 'db' });
  expect(String(groupLabelsOf(tree, labels))).toBe('{alertname="x"}');
  expect(groupLabelsOf(tree.routes[0]!.routes[0]!, labels)).toBe(labels);
});
