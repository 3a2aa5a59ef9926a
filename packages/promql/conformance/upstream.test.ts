import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runScript } from './run-script.ts';

/** Prometheus' own scripts, where they lie beside the project. */
const folder = join(import.meta.dirname, '../../../../shared/promqltest');
const scripts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.test')) : [];

describe('Prometheus’ own scripts', () => {
  it('are run where they are there', () => {
    expect(scripts.length > 0).toBe(existsSync(folder));
  });

  for (const name of scripts) {
    it(`hold: ${name}`, async () => {
      const results = await runScript(readFileSync(join(folder, name), 'utf8'));
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
    });
  }
});
