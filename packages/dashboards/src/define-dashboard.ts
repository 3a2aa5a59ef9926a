import { KotobaError } from '@kotoba/core';
import type { Dashboard, Panel } from './dashboard.ts';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Columns a row of panels has. */
export const COLUMNS = 24;

/**
 * Checks a dashboard and answers it.
 * @throws {KotobaError} KOTOBA_DASHBOARDS_INVALID, with everything that is wrong
 */
export function defineDashboard(dashboard: Dashboard): Dashboard {
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  expect(
    NAME.test(dashboard.name),
    `name: expected lower-case letters, digits and dashes, got ${text(dashboard.name)}`,
  );
  expect(isText(dashboard.title), `title: expected a text, got ${text(dashboard.title)}`);
  expect(isText(dashboard.description), `description: expected a text, got ${text(dashboard.description)}`);
  expect(Array.isArray(dashboard.rows) && dashboard.rows.length > 0, 'rows: expected at least one');
  dashboard.rows?.forEach(({ title, panels }, row) => {
    expect(isText(title), `rows.${row}.title: expected a text, got ${text(title)}`);
    expect(Array.isArray(panels) && panels.length > 0, `rows.${row}.panels: expected at least one`);
    panels?.forEach((panel, i) => {
      checkPanel(panel, `rows.${row}.panels.${i}`, expect);
    });
  });
  const titles = dashboard.rows?.flatMap(({ panels }) => panels?.map(({ title }) => title) ?? []) ?? [];
  for (const title of new Set(titles))
    expect(
      titles.indexOf(title) === titles.lastIndexOf(title),
      `the panel title ${text(title)} is there twice`,
    );
  if (problems.length === 0) return dashboard;
  throw new KotobaError(
    'KOTOBA_DASHBOARDS_INVALID',
    `the dashboard ${text(dashboard.name)} is not one:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

function checkPanel(panel: Panel, at: string, expect: (holds: boolean, problem: string) => void): void {
  const { title, description, queries, width = COLUMNS, min, max, thresholds = [] } = panel;
  expect(isText(title), `${at}.title: expected a text, got ${text(title)}`);
  expect(isText(description), `${at}.description: expected a text, got ${text(description)}`);
  expect(Array.isArray(queries) && queries.length > 0, `${at}.queries: expected at least one`);
  queries?.forEach(({ query }, i) => {
    expect(isText(query), `${at}.queries.${i}.query: expected PromQL, got ${text(query)}`);
  });
  expect(
    Number.isInteger(width) && width > 0 && width <= COLUMNS,
    `${at}.width: expected 1 to ${COLUMNS} columns, got ${text(width)}`,
  );
  expect(
    min === undefined || max === undefined || min < max,
    `${at}.max: expected more than min, got ${text(max)}`,
  );
  thresholds.forEach(({ from }, i) => {
    const isHigher = i === 0 || from > thresholds[i - 1]!.from;
    expect(isHigher, `${at}.thresholds.${i}.from: expected ascending values, got ${from}`);
  });
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
