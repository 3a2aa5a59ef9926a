import { readFileSync } from 'node:fs';
import {
  type Channel,
  createNotifications,
  type Notification,
  parseAlertmanagerConfig,
  testNotification,
} from '@kotoba/alerting';
import { errorMessage, KotobaError, systemClock } from '@kotoba/core';
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { VerdictError } from '../verdict-error.ts';

const TIMEOUT_MILLIS = 30_000;

/** `kotoba alerts test`: an alert that is none, through every channel. */
export function alertsCommand(program: Command, terminal: Terminal): void {
  program
    .command('alerts')
    .description('alerts and their channels')
    .command('test')
    .description('send an alert that is none through every channel, and its end, and show what was answered')
    .option('--config <file>', 'Alertmanager configuration (default: the channels of the environment)')
    .action(async ({ config }: { config?: string }) => {
      let failed = 0;
      for (const [receiver, channels] of receiversOf(config, terminal)) {
        for (const channel of channels) if (!(await isReached(receiver, channel, terminal))) failed++;
      }
      if (failed > 0) throw new VerdictError();
    });
}

function receiversOf(file: string | undefined, terminal: Terminal): ReadonlyMap<string, readonly Channel[]> {
  if (file !== undefined)
    return parseAlertmanagerConfig(readFileSync(file, 'utf8'), { file, clock: systemClock }).receivers;
  const found = createNotifications({ environment: terminal.environment, clock: systemClock });
  if (found === undefined)
    throw new KotobaError(
      'KOTOBA_CLI_USAGE',
      'expected --config, KOTOBA_ALERT_SLACK_WEBHOOK or KOTOBA_ALERT_EMAIL_SMTP: there is nobody to tell',
    );
  return found.receivers;
}

async function isReached(receiver: string, channel: Channel, terminal: Terminal): Promise<boolean> {
  const statuses: Notification['status'][] = channel.sendResolved ? ['firing', 'resolved'] : ['firing'];
  for (const status of statuses) {
    try {
      const notification = testNotification(receiver, status, systemClock.now());
      const answer = await channel.send(notification, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
      terminal.out(`${receiver} ${channel.type}: ${status} sent, ${answer ?? 'nothing answered'}`);
    } catch (error) {
      terminal.error(`${receiver} ${channel.type}: ${status} not sent: ${errorMessage(error)}`);
      return false;
    }
  }
  return true;
}
