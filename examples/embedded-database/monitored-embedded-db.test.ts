import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedDb } from './embedded-db.ts';
import { MonitoredEmbeddedDb } from './monitored-embedded-db.ts';

const patient = { signal: new AbortController().signal };

describe('a database wrapped by hand', () => {
  let folder: string;
  let handle: EmbeddedDb;
  let db: MonitoredEmbeddedDb;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kotoba-embedded-'));
    handle = new EmbeddedDb(join(folder, 'settings.log'));
    db = new MonitoredEmbeddedDb(handle);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('shows its queries with operation and outcome', () => {
    const seen: unknown[] = [];
    db.observeQueries((operation, _seconds, failed) => seen.push([operation, failed]));
    db.put('theme', 'dark');
    expect(db.get('theme')).toBe('dark');
    db.put('theme', undefined);
    expect(() => db.put('', 'x')).toThrow('at least one character');
    expect(seen).toEqual([
      ['insert', false],
      ['select', false],
      ['delete', false],
      ['insert', true],
    ]);
  });

  it('tells its sizes, less in use than in the file once values are replaced', () => {
    for (let i = 0; i < 10; i++) db.put('theme', `dark ${i}`);
    const { totalSizeBytes, usedSizeBytes } = db.getStorageMetrics(patient);
    expect(totalSizeBytes).toBe(readFileSync(join(folder, 'settings.log')).length);
    expect(usedSizeBytes).toBe(totalSizeBytes! / 10);
    expect(new EmbeddedDb(join(folder, 'settings.log')).get('theme')).toBe('dark 9');
  });

  it('fails its reads once the handle is closed', () => {
    handle.close();
    expect(() => db.getDatabaseMetrics(patient)).toThrow('closed');
    expect(() => db.getStorageMetrics(patient)).toThrow('closed');
    expect(() => db.ping(patient)).toThrow('closed');
  });

  it('stands in the guide word for word', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../docs/databases.md'), 'utf8');
    const source = readFileSync(join(import.meta.dirname, 'monitored-embedded-db.ts'), 'utf8');
    expect(guide).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
  });
});
