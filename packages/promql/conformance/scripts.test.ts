import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { functionTable } from '../src/index.ts';
import { runScript } from './run-script.ts';

const folder = new URL('scripts/', import.meta.url);
const scripts = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(new URL(name, folder), 'utf8'),
}));

describe('the scripts', () => {
  it.each(scripts)('of $name hold', async ({ text }) => {
    const results = await runScript(text);
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });

  it('call every function', () => {
    const called = new Set(scripts.flatMap(({ text }) => text.match(/\b[a-z_0-9]+(?=\()/g) ?? []));
    expect([...functionTable.keys()].filter((name) => !called.has(name))).toEqual([]);
  });
});
