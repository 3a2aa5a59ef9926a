import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const sourceFile = join(root, '../shared/seed/kotoba-monitoring-readme.md');
const page = readFileSync(join(root, 'docs/migration-from-rust.md'), 'utf8');
const metrics = readFileSync(join(root, 'docs/metrics.md'), 'utf8');

/** Names of Rust, of its libraries, of SI units and of the examples' own data. */
const NOT_OF_THE_CRATE = new Set(
  [
    'Arc Box Client Default Duration HashMap Instant Ok String Utc Self Result Err Some Vec DB Add USD CPU',
    'as_millis as_u16 clone elapsed is_success iter len map send timeout to_string await get unwrap sum status',
    'hours now from_secs from_millis from service_url record_business_metrics build new',
  ].flatMap((names) => names.split(' ')),
);

it('the migration guide has two forms of every item', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Rust'));
  expect(rows.length).toBeGreaterThan(35);
  expect(rows.filter((row) => row.split(' | ').length !== 2)).toEqual([]);
});

/** The source document, where it lies beside the project. */
const source = existsSync(sourceFile) ? readFileSync(sourceFile, 'utf8') : '';
if (source !== '') describe('the migration guide', againstSource);

function againstSource() {
  const code = [...source.matchAll(/```rust\n(.*?)```/gs)]
    .map(([, block]) => block!.replace(/\/\/.*$/gm, '').replace(/"(?:[^"\\]|\\.)*"/g, '""'))
    .join('\n');
  const named = (pattern: RegExp) => [...new Set([...code.matchAll(pattern)].map(([, name]) => name!))];

  it.each([
    ['every field', /^\s+(\w+): /gm],
    ['every method that is called or defined', /(?:\.|fn )(\w+)\(/g],
    ['every type', /\b([A-Z]\w+)\b/g],
  ])('names %s of the source document’s examples', (_what, pattern) => {
    const names = named(pattern).filter((name) => !NOT_OF_THE_CRATE.has(name));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !page.includes(name))).toEqual([]);
  });

  it('leads to every metric, and names every environment variable, severity, status, channel and dashboard', () => {
    const listed = [...source.matchAll(/^- `(\w+)`/gm)].map(([, name]) => name!);
    expect(listed.length).toBeGreaterThan(10);
    expect(listed.filter((name) => !metrics.includes(`\`${name}\``))).toEqual([]);
    const section = (heading: string) => source.split(`### ${heading}`)[1]!.split('\n#')[0]!;
    const bullets = (heading: string) =>
      [...section(heading).matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, name]) => name!.toLowerCase());
    const words = [
      ...[...source.matchAll(/export (\w+)=/g)].map(([, name]) => name!.toLowerCase()),
      ...['Alert Severities', 'Notification Channels', 'Health Status Levels', 'Grafana Dashboards'].flatMap(
        bullets,
      ),
    ];
    expect(words.length).toBeGreaterThan(12);
    expect(words.filter((word) => !page.toLowerCase().includes(word))).toEqual([]);
  });
}
