import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

function write(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const RULES = `
groups:
  - name: g
    rules:
      - alert: High
        expr: x > 3
        annotations: { summary: '{{ $labels.zone }}' }
`;

describe('kotoba check', () => {
  it('counts the rules of a file that is well', async () => {
    const file = write('rules.yml', RULES);
    expect(await kotoba('check', 'rules', file)).toEqual({
      code: 0,
      out: `Checking ${file}\n  SUCCESS: 1 rules found`,
      errors: '',
    });
  });

  it('tells everything that is wrong with its place, and fails', async () => {
    const file = write('rules.yml', RULES.replace('x > 3', 'sum(').replace('$labels.zone', 'nope'));
    const { code, errors } = await kotoba('check', 'rules', file, join(directory, 'none.yml'));
    expect(code).toBe(1);
    expect(errors).toContain(`${file}:6:`);
    expect(errors).toContain('function "nope" not defined');
    expect(errors).toContain('no such file');
  });

  it('checks Alertmanager configurations', async () => {
    const file = write('am.yml', 'route: { receiver: a }\nreceivers: [{ name: a }]\n');
    expect(await kotoba('check', 'config', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 receivers'),
    });
    const wrong = write('wrong.yml', 'route: { receiver: b }\nreceivers: [{ name: a }]\n');
    expect(await kotoba('check', 'config', wrong)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('wrong.yml:1:'),
    });
  });
});

describe('kotoba test rules', () => {
  const tests = (summary: string) => `
rule_files: ['ru*.yml']
tests:
  - name: zones
    interval: 1m
    input_series: [{ series: 'x{zone="a"}', values: '1+1x9' }]
    alert_rule_test:
      - eval_time: 5m
        alertname: High
        exp_alerts: [{ exp_labels: { zone: a }, exp_annotations: { summary: ${summary} } }]
`;

  it('runs tests of rules found by pattern', async () => {
    write('rules.yml', RULES);
    expect(await kotoba('test', 'rules', write('tests.yml', tests('a')))).toMatchObject({
      code: 0,
      out: expect.stringContaining('SUCCESS'),
    });
  });

  it('fails with what was expected and what came', async () => {
    write('rules.yml', RULES);
    const file = write('tests.yml', tests('b'));
    const { code, errors } = await kotoba('test', 'rules', file);
    expect(code).toBe(1);
    expect(errors).toContain(`name: zones,`);
    expect(errors).toMatch(/expected:[\s\S]*summary="b"[\s\S]*got:[\s\S]*summary="a"/);
    expect(await kotoba('test', 'rules', '--run', 'other', file)).toMatchObject({ code: 0 });
  });
});

describe('kotoba backtest', () => {
  it('says when rules would have fired on the history of a running service', async () => {
    const from = new Date(START).toISOString();
    const to = new Date(START + 150_000).toISOString();
    const file = write('rules.yml', RULES.replace('- name: g', '- name: g\n    interval: 15s'));
    const { code, out } = await kotoba('backtest', file, '--from', from, '--to', to);
    expect(code).toBe(0);
    const fired = new Date(START + 60_000).toISOString();
    expect(out).toContain(`High{zone="a"} fired ${fired} still firing`);
    expect(out).toContain('1 alerts, firing for 1m30s, in 11 evaluations');
  });
});

describe('kotoba alerts test', () => {
  it('sends a test and its end through every channel of a configuration, and shows the answers', async () => {
    const received: string[] = [];
    const sink = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        received.push((JSON.parse(body) as { status: string }).status);
        response.writeHead(request.url === '/broken' ? 404 : 200).end('thanks');
      });
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    const { port } = sink.address() as AddressInfo;
    const config = (path: string) =>
      write(
        'am.yml',
        `route: { receiver: a }\nreceivers: [{ name: a, webhook_configs: [{ url: 'http://127.0.0.1:${port}${path}' }] }]\n`,
      );
    expect(await kotoba('alerts', 'test', '--config', config('/'))).toMatchObject({
      code: 0,
      out: expect.stringMatching(/a webhook: firing sent[\s\S]*a webhook: resolved sent/),
    });
    expect(received).toEqual(['firing', 'resolved']);
    const { code, errors } = await kotoba('alerts', 'test', '--config', config('/broken'));
    expect([code, errors]).toEqual([1, expect.stringContaining('404')]);
    await new Promise((resolve) => sink.close(resolve));
  });

  it('says that there is nobody to tell', async () => {
    expect(await kotoba('alerts', 'test')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('nobody to tell'),
    });
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
    for (const command of ['check', 'test', 'backtest', 'alerts', 'query', 'explain', 'dashboards'])
      expect(out).toContain(command);
  });
});
