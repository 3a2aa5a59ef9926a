import { parseDuration } from '@kotoba/core';
import type { Command } from 'commander';
import { serviceOf, withService } from '../service-options.ts';
import type { Terminal } from '../terminal.ts';

interface VectorSample {
  readonly metric: Record<string, string>;
  readonly value?: [number, string];
  readonly values?: [number, string][];
}

interface QueryData {
  readonly resultType: string;
  readonly result: readonly VectorSample[] | [number, string];
}

/** `kotoba query EXPR`: PromQL asked of a running service, now or over time. */
export function queryCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('query')
    .description('ask a running service PromQL')
    .argument('<expression>', 'PromQL')
    .option('--time <time>', 'moment to ask for: RFC 3339 or seconds since the epoch (default: now)')
    .option('--range <duration>', 'ask over time, up to that moment, such as 1h')
    .option('--step <duration>', 'distance of the values asked for with --range', '15s')
    .option('--json', 'print the answer as it came');
  withService(command).action(async (expression: string, options: Record<string, string | boolean>) => {
    const client = serviceOf(options, terminal.environment);
    const { time, range, step } = options as { time?: string; range?: string; step: string };
    const end = time ?? String(Date.now() / 1_000);
    const endSeconds = Number.isNaN(Number(end)) ? Date.parse(end) / 1_000 : Number(end);
    const data =
      range === undefined
        ? await client.get('/api/v1/query', { query: expression, time: end })
        : await client.get('/api/v1/query_range', {
            query: expression,
            start: String(endSeconds - parseDuration(range) / 1_000),
            end: String(endSeconds),
            step: String(parseDuration(step) / 1_000),
          });
    if (options.json) terminal.out(JSON.stringify(data));
    else for (const line of describe(data as QueryData)) terminal.out(line);
  });
}

function describe({ resultType, result }: QueryData): string[] {
  if (resultType === 'scalar' || resultType === 'string') return [String(result[1])];
  return (result as readonly VectorSample[]).flatMap(({ metric, value, values = [] }) => {
    const name = describeMetric(metric);
    if (value !== undefined) return [`${name} => ${value[1]} @[${value[0]}]`];
    return [`${name} =>`, ...values.map(([time, text]) => `${text} @[${time}]`)];
  });
}

function describeMetric({ __name__: name = '', ...labels }: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return pairs.length === 0 ? name || '{}' : `${name}{${pairs.join(', ')}}`;
}
