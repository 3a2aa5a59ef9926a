import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { startSink } from './sink.ts';

/**
 * A queue grows too long and is worked off; Slack and a webhook are told of both. Ends by itself:
 * `npx node --conditions=kotoba-source examples/alerting/main.ts`
 */
const folder = mkdtempSync(join(tmpdir(), 'kotoba-alerting-'));
const sink = await startSink();
writeFileSync(join(folder, 'slack-url'), `${sink.url}/slack`);
writeFileSync(join(folder, 'webhook-url'), `${sink.url}/webhook`);
const configFile = join(folder, 'alertmanager.yml');
copyFileSync(join(import.meta.dirname, 'alertmanager.yml'), configFile);

const { collector, alerts, shutdown } = await registerKotobaInstrumentation({
  collectionIntervalMillis: 500,
  alerting: { ruleFiles: [join(import.meta.dirname, 'rules.yml')], configFile, directory: folder },
});

const told = (kind: string) =>
  new Promise<void>((resolve) => {
    const stop = alerts.onAlert((event) => {
      if (event.kind !== kind) return;
      console.log(`alert     ${kind} ${event.rule.name}`);
      stop();
      resolve();
    });
  });
const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

collector.recordGauge('queue_length', 250, { queue: 'mail' });
await told('firing');
await pause(2_000);

collector.recordGauge('queue_length', 3, { queue: 'mail' });
await told('resolved');
await pause(3_000);

await shutdown();
await sink.close();
rmSync(folder, { recursive: true });
