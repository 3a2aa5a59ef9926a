import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type KotobaInstrumentation, registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { Cleanup } from '../../../../e2e/support/cleanup.ts';
import { RecordingSink } from '../../../../e2e/support/recording-sink.ts';
import { waitFor } from '../../../../e2e/support/wait-for.ts';
import { run } from '../run.ts';

const cleanup = new Cleanup();
let service: KotobaInstrumentation;
let sink: RecordingSink;

/** A service with one alert that its receiver takes and one that it refuses. */
beforeEach(async () => {
  sink = await RecordingSink.start(cleanup);
  sink.answer = ({ path }, response) => {
    response.writeHead(path === '/refuses' ? 400 : 200).end(path === '/refuses' ? 'no such channel' : 'ok');
  };
  const configFile = join(cleanup.tempDir(), 'alertmanager.yml');
  writeFileSync(
    configFile,
    `
route:
  { receiver: takes, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h,
    routes: [{ matchers: [alertname="Refused"], receiver: refuses }] }
receivers:
  - { name: takes, webhook_configs: [{ url: '${sink.url}/takes' }] }
  - { name: refuses, webhook_configs: [{ url: '${sink.url}/refuses' }] }
`,
  );
  const rule = (name: string, database: string) => ({
    name,
    query: `label_replace(vector(1), "database", "${database}", "", "")`,
    evaluationInterval: 50,
  });
  service = await registerKotobaInstrumentation({
    prometheus: { port: 0 },
    hostMetrics: false,
    runtimeMetrics: false,
    alerting: { rules: [rule('Busy', 'shop'), rule('Refused', 'shop')], configFile },
  });
  cleanup.add(() => service.shutdown());
});
afterEach(() => cleanup.run());

async function explain(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await run(['explain', ...args, '--url', service.addresses.server!], {
    out: (line) => lines.push(line),
    error: (line) => errors.push(line),
    environment: {},
  });
  return { code, out: lines.join('\n'), errors: errors.join('\n') };
}

/** What is explained once it holds a text. */
function explained(text: string, ...args: string[]) {
  return waitFor(`explanation with ${text}`, async () => {
    const { out } = await explain(...args);
    return out.includes(text) ? out : undefined;
  });
}

describe('kotoba explain', () => {
  it('says to whom an alert was sent, and what they answered', async () => {
    const out = await explained('sent at the first attempt', 'alertname=Busy');
    expect(out).toMatch(/^\{.*alertname="Busy".*\} since 20/);
    expect(out).toContain('  to takes, group {}:{alertname="Busy"}, decided at ');
    expect(out).toMatch(/webhook: .*, sent at the first attempt, answered "/);
    expect(out).not.toContain('Refused');
  });

  it('says why an alert was not sent', async () => {
    expect(await explained('not sent', 'alertname=Refused', 'database=shop')).toMatch(
      /webhook: .*, not sent at the first attempt: .*400/,
    );
  });

  it('says which silence keeps an alert from being told', async () => {
    const answer = await fetch(`${service.addresses.server}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        matchers: [{ name: 'alertname', value: 'Busy', isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
        createdBy: 'ann',
        comment: 'planned',
      }),
    });
    const { silenceID } = (await answer.json()) as { silenceID: string };
    expect(await explained('silenced by', 'alertname=Busy')).toContain(`  silenced by ${silenceID}`);
  });

  it('prints the answer as it came with --json, and says so where no alert is meant', async () => {
    const json = JSON.parse(await explained('"delivered":true', '--json')) as { labels: object }[];
    expect(json.map(({ labels }) => labels)).toContainEqual({ alertname: 'Busy', database: 'shop' });
    expect(await explain('alertname=Other')).toEqual({
      code: 0,
      out: 'no such alert is firing or waits to be told as ended',
      errors: '',
    });
  });
});
