import type { Command } from 'commander';
import { serviceOf, withService } from '../service-options.ts';
import type { Terminal } from '../terminal.ts';

interface Explained {
  readonly labels: Record<string, string>;
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
  readonly acknowledgedBy?: { readonly by: string; readonly at: string; readonly comment: string };
  readonly groups: readonly {
    readonly receiver: string;
    readonly groupKey: string;
    readonly at: string;
    readonly decisions: readonly Decision[];
  }[];
}

interface Decision {
  readonly kind: string;
  readonly reason: string;
  readonly channel?: string;
  readonly result?: {
    readonly delivered: boolean;
    readonly attempts: number;
    readonly answer?: string;
    readonly error?: string;
  };
}

/** `kotoba explain [TEXT…]`: why alerts of a running service were or were not sent. */
export function explainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('explain')
    .description('say why alerts of a running service were or were not sent')
    .argument('[words...]', 'only alerts whose labels hold all of these, such as alertname=Slow')
    .option('--json', 'print the answer as it came');
  withService(command).action(async (words: string[], options: Record<string, unknown>) => {
    const data = (await serviceOf(options, terminal.environment).get(
      '/api/kotoba/v1/alerts/explain',
    )) as Explained[];
    const chosen = data.filter(({ labels }) => words.every((word) => holds(labels, word)));
    if (options.json) terminal.out(JSON.stringify(chosen));
    else if (chosen.length === 0) terminal.out('no such alert is firing or waits to be told as ended');
    else for (const alert of chosen) for (const line of describe(alert)) terminal.out(line);
  });
}

function holds(labels: Record<string, string>, word: string): boolean {
  return Object.entries(labels).some(([name, value]) => `${name}=${value}`.includes(word));
}

function describe(alert: Explained): string[] {
  const name = Object.entries(alert.labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const { acknowledgedBy: taken, silencedBy, inhibitedBy } = alert;
  return [
    `{${name.join(', ')}} since ${alert.startsAt}`,
    ...(taken === undefined ? [] : [`  taken on by ${taken.by} at ${taken.at} ${taken.comment}`.trimEnd()]),
    ...(silencedBy.length > 0 ? [`  silenced by ${silencedBy.join(', ')}`] : []),
    ...(inhibitedBy.length > 0 ? [`  inhibited by ${inhibitedBy.join(', ')}`] : []),
    ...(alert.groups.length === 0 ? ['  waits for its group’s turn'] : []),
    ...alert.groups.flatMap(({ receiver, groupKey, at, decisions }) => [
      `  to ${receiver}, group ${groupKey}, decided at ${at}`,
      ...decisions.map((decision) => `    ${describeDecision(decision)}`),
    ]),
  ];
}

function describeDecision({ reason, channel, result }: Decision): string {
  const what = channel === undefined ? reason : `${channel}: ${reason}`;
  if (result === undefined) return what;
  const attempts = result.attempts === 1 ? 'at the first attempt' : `after ${result.attempts} attempts`;
  return result.delivered
    ? `${what}, sent ${attempts}, answered ${JSON.stringify(result.answer)}`
    : `${what}, not sent ${attempts}: ${result.error}`;
}
