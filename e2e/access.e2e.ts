/** @needs prometheus promtool amtool */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { Cleanup } from './support/cleanup.ts';
import { requireProgram } from './support/programs.ts';
import { PrometheusServer } from './support/prometheus-server.ts';
import { waitFor } from './support/wait-for.ts';

const run = promisify(execFile);
const bearerToken = 'a-token-of-32-characters-length!';
const [username, password] = ['ops', 'pass:w0rd wörd'];

const cleanup = new Cleanup();
let prometheus: PrometheusServer;
/** Our server's address, and the same with the user's credentials in it. */
let [url, withUser] = ['', ''];

/** A Prometheus that scrapes us with a token, with a password, with neither and with a wrong one, and sends us its alerts. */
function configOf(target: string, directory: string): string {
  const rules = join(directory, 'rules.yml');
  writeFileSync(
    rules,
    'groups: [{ name: g, interval: 1s, rules: [{ alert: FromPrometheus, expr: vector(1) }] }]\n',
  );
  const basic = `basic_auth: { username: ${username}, password: '${password}' }`;
  const job = (name: string, rest: string) =>
    `  - { job_name: ${name}, ${rest}static_configs: [{ targets: ['${target}'] }] }`;
  return `
global: { scrape_interval: 1s, scrape_timeout: 1s }
rule_files: ['${rules}']
alerting: { alertmanagers: [{ api_version: v2, ${basic}, static_configs: [{ targets: ['${target}'] }] }] }
scrape_configs:
${job('token', `authorization: { credentials: '${bearerToken}' }, `)}
${job('password', `${basic}, `)}
${job('federated', `metrics_path: /federate, params: { 'match[]': ['kotoba_db_up'] }, authorization: { credentials: '${bearerToken}' }, `)}
${job('stranger', '')}
${job('mistaken', "authorization: { credentials: 'another-token-of-some-length' }, scrape_interval: 5s, ")}
`;
}

beforeAll(async () => {
  const kotoba = await registerKotobaInstrumentation({
    database: { name: 'shop', system: 'test', getDatabaseMetrics: () => ({ activeConnections: 3 }) },
    prometheus: { port: 0 },
    collectionIntervalMillis: 500,
    access: { bearerToken, basicAuth: { username, password }, metrics: 'protected', probes: 'protected' },
    alerting: { enabled: true, builtInRules: false },
  });
  cleanup.add(() => kotoba.shutdown());
  url = kotoba.addresses.server!;
  const address = new URL(url);
  Object.assign(address, { username, password });
  withUser = address.href.replace(/\/$/, '');
  prometheus = await PrometheusServer.start(configOf(address.host, cleanup.tempDir()), cleanup, [
    `--storage.tsdb.path=${join(cleanup.tempDir(), 'data')}`,
    '--rules.alert.resend-delay=1s',
  ]);
}, 60_000);

afterAll(() => cleanup.run());

describe('a server that asks for a login', () => {
  it('is scraped by a Prometheus with its token or a password, and by no other', async () => {
    const up = async () =>
      Object.fromEntries(
        (await prometheus.query('up')).map(({ metric, values }) => [metric.job, values[0]![1]]),
      );
    const expected = { token: '1', password: '1', federated: '1', stranger: '0', mistaken: '0' };
    await waitFor('scrapes of all kinds', async () => {
      const found = await up();
      return Object.entries(expected).every(([job, value]) => found[job] === value);
    });
    expect(await up()).toEqual(expected);
    const series = await prometheus.query('kotoba_db_connections_active');
    expect(series.map(({ metric }) => metric.job).sort()).toEqual(['password', 'token']);
    expect((await prometheus.query('kotoba_db_up{job="federated"}')).length).toBe(1);
  }, 60_000);

  it('takes the alerts of a Prometheus that has a password', async () => {
    const alerts = await waitFor('an alert of Prometheus', async () => {
      const answer = await fetch(`${url}/api/v2/alerts`, {
        headers: { authorization: `Bearer ${bearerToken}` },
      });
      const found = (await answer.json()) as { labels: { alertname: string } }[];
      return found.length > 0 ? found : undefined;
    });
    expect(alerts[0]!.labels.alertname).toBe('FromPrometheus');
  }, 60_000);

  it('answers promtool with a password in its address, and refuses it without', async () => {
    const promtool = (server: string) =>
      run(requireProgram('promtool'), ['query', 'instant', server, 'kotoba_db_up'], { timeout: 20_000 });
    const { stdout } = await waitFor('an answer', async () => {
      const answer = await promtool(withUser);
      return answer.stdout.includes('kotoba_db_up') ? answer : undefined;
    });
    expect(stdout).toContain('kotoba_db_up{database="shop"} => 1');
    await expect(promtool(url)).rejects.toMatchObject({ stderr: expect.stringMatching(/401|client error/i) });
  }, 60_000);

  it('lets amtool silence with a password in its address, and refuses it without', async () => {
    const amtool = (server: string, ...args: string[]) =>
      run(requireProgram('amtool'), [`--alertmanager.url=${server}`, ...args], { timeout: 20_000 });
    const add = ['silence', 'add', 'alertname=Known', '--comment=known', '--author=ann', '--duration=1h'];
    await expect(amtool(url, ...add)).rejects.toMatchObject({ stderr: expect.stringContaining('401') });
    const { stdout } = await amtool(withUser, ...add);
    expect((await amtool(withUser, 'silence', 'query', '-q')).stdout.trim()).toBe(stdout.trim());
  }, 60_000);

  it('has counted whom it refused', async () => {
    const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${bearerToken}` } });
    const text = await answer.text();
    expect(text).toMatch(/^kotoba_monitoring_rejected_requests_total\{reason="unauthenticated"\} [1-9]/m);
    expect(text).toMatch(/^kotoba_monitoring_rejected_requests_total\{reason="wrong_credentials"\} [1-9]/m);
  });
});
