import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as schema from '@grafana/schema';
import { describe, expect, it } from '@jest/globals';
import { builtInDashboards } from '../built-in-dashboards.ts';
import type { GrafanaDashboard } from './grafana-json.ts';
import { toGrafana } from './to-grafana.ts';

const ROOT = join(import.meta.dirname, '../../../..');

/** Fields the published types give an enumeration, which takes no plain string. */
const ENUMERATIONS: Record<string, string> = {
  'color.mode': 'FieldColorModeId',
  'thresholds.mode': 'ThresholdsMode',
  'mappings.type': 'MappingType',
};

/** Fields of Prometheus annotations, which the types of all data sources leave out. */
const ANNOTATION_FIELDS = ['expr', 'interval', 'titleFormat', 'textFormat', 'tagKeys', 'useValueForTime'];

/** The value as TypeScript, with members of enumerations in place of their values. */
function toSource(value: unknown, path: readonly string[] = []): string {
  const enumeration = ENUMERATIONS[path.slice(-2).join('.')];
  if (typeof value === 'string' && enumeration !== undefined && !path.includes('options')) {
    const members = Object.entries(
      (schema as unknown as Record<string, Record<string, string>>)[enumeration]!,
    );
    const member = members.find(([, text]) => text === value)?.[0];
    return member === undefined ? JSON.stringify(value) : `schema.${enumeration}.${member}`;
  }
  if (Array.isArray(value)) return `[${value.map((one) => toSource(one, path)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isAnnotation = path[0] === 'annotations';
  const fields = Object.entries(value).filter(
    ([name]) => !(isAnnotation && ANNOTATION_FIELDS.includes(name)),
  );
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}: ${toSource(one, [...path, name])}`).join(', ')}}`;
}

/** What TypeScript says of dashboards given as literals of the published type. */
function check(dashboards: readonly GrafanaDashboard[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'kotoba-grafana-'));
  try {
    const literals = dashboards.map(
      (dashboard, i) => `export const dashboard${i}: schema.Dashboard = ${toSource(dashboard)};`,
    );
    writeFileSync(
      join(directory, 'check.ts'),
      `import * as schema from '@grafana/schema';\n${literals.join('\n')}\n`,
    );
    const types = join(ROOT, 'node_modules/@grafana/schema/dist/types/index.d.ts');
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      module: 'nodenext',
      target: 'es2023',
      paths: { '@grafana/schema': [types] },
    };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['check.ts'] }));
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', directory], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    return stdout;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('Grafana’s published types', () => {
  it('take every dashboard', () => {
    expect(check(builtInDashboards.map(toGrafana))).toBe('');
  }, 60_000);

  it('would not take one with a field of another type', () => {
    const wrong = { ...toGrafana(builtInDashboards[0]!), schemaVersion: 'new' };
    expect(check([wrong])).toContain("not assignable to type 'number'");
  }, 60_000);
});
