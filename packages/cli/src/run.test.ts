import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Labels, systemClock } from '@kotoba/core';
import { apiRoutes, createHttpServer, type HttpServer } from '@kotoba/http';
import { createEngine, MemorySeriesSource } from '@kotoba/promql';
import { run } from './run.ts';

let directory: string;
let server: HttpServer;
let url: string;

const START = 1_700_000_000_000;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kotoba-cli-'));
  const source = new MemorySeriesSource([
    {
      labels: Labels.from({ __name__: 'x', zone: 'a' }),
      timestamps: Float64Array.from({ length: 10 }, (_, i) => START + i * 15_000),
      values: Float64Array.from({ length: 10 }, (_, i) => i),
    },
  ]);
  server = createHttpServer(apiRoutes({ engine: createEngine(), source, clock: systemClock }), { port: 0 });
  url = await server.listen();
});

afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function kotoba(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const environment = { KOTOBA_URL: url };
  const code = await run(args, {
    out: (line) => lines.push(line),
    error: (line) => errors.push(line),
    environment,
  });
  return { code, out: lines.join('\n'), errors: errors.join('\n') };
}

const AT = String(START / 1_000 + 60);

describe('kotoba query', () => {
  it('asks a running service at a moment and over time', async () => {
    expect(await kotoba('query', 'x * 2', '--time', AT)).toEqual({
      code: 0,
      out: `{zone="a"} => 8 @[${AT}]`,
      errors: '',
    });
    expect((await kotoba('query', '1 + 1', '--time', AT)).out).toBe('2');
    const over = await kotoba('query', 'x', '--time', AT, '--range', '30s', '--step', '15s');
    expect(over.out.split('\n')).toEqual([
      'x{zone="a"} =>',
      ...[2, 3, 4].map((i) => `${i} @[${START / 1_000 + i * 15}]`),
    ]);
    const json = await kotoba('query', 'x', '--time', AT, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ resultType: 'vector' });
  });

  it('says what is wrong with a query, and where nobody answers, without credentials', async () => {
    expect(await kotoba('query', 'sum(')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('parse error'),
    });
    await server.close();
    const { code, errors } = await kotoba('query', 'x', '--url', url.replace('//', '//user:hunter2@'));
    expect(code).toBe(2);
    expect(errors).toContain('cannot be reached');
    expect(errors).not.toContain('hunter2');
  });
});

describe('kotoba dashboards', () => {
  it('writes every dashboard, and what Grafana and Prometheus need beside them', async () => {
    const { code } = await kotoba(
      'dashboards',
      'export',
      '--out',
      join(directory, 'out'),
      '--target',
      'shop:9090',
    );
    expect(code).toBe(0);
    expect(readdirSync(join(directory, 'out', 'dashboards'))).toHaveLength(6);
    const file = join(directory, 'out', 'dashboards', 'database-performance.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ uid: 'kotoba-database-performance' });
    const prometheus = readFileSync(join(directory, 'out', 'prometheus', 'prometheus.yml'), 'utf8');
    expect(prometheus).toContain('targets: ["shop:9090"]');
    expect(readFileSync(join(directory, 'out', 'prometheus', 'kotoba-rules.yml'), 'utf8')).toContain(
      'alert: ',
    );
  });

  it('lists them', async () => {
    expect((await kotoba('dashboards', 'list')).out).toContain('storage-usage\t');
  });
});

describe('kotoba', () => {
  it.each([[['nonsense']], [['query']], [['dashboards', 'export']], [['query', 'x', '--when']]])(
    'refuses %j and says why',
    async (args) => {
      const { code, errors } = await kotoba(...args);
      expect(code).toBe(2);
      expect(errors).toMatch(/error: /);
    },
  );

  it('explains itself', async () => {
    const { code, out } = await kotoba('--help');
    expect(code).toBe(0);
    for (const command of ['query', 'explain', 'dashboards']) expect(out).toContain(command);
  });
});
