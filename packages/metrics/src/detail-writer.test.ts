import { describe, expect, it } from '@jest/globals';
import { type DetailMetrics, ManualClock } from '@kotoba/core';
import { createMetrics } from './create-metrics.ts';

const INTERVAL = 15_000;

/** Reads a database that answers each of `answers` in turn; gives what the readers get after each. */
async function read(answers: readonly DetailMetrics[]): Promise<Map<string, number>[]> {
  const clock = new ManualClock(1_700_000_000_000);
  const left = [...answers];
  const metrics = createMetrics({
    clock,
    system: false,
    collectionIntervalMillis: INTERVAL,
    databases: [{ name: 'main', getDatabaseMetrics: () => ({}), getDetailMetrics: () => left.shift()! }],
  });
  const readings: Map<string, number>[] = [];
  for (const _ of answers) {
    const { resourceMetrics } = await metrics.producer!.collect();
    const values = new Map<string, number>();
    for (const metric of resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics))
      for (const { attributes, value } of metric.dataPoints) {
        const labels = Object.entries(attributes).map(([name, text]) => `${name}=${text}`);
        if (typeof value === 'number') values.set(`${metric.descriptor.name}{${labels}}`, value);
      }
    readings.push(values);
    await clock.advance(INTERVAL);
  }
  return readings;
}

const COMMITS = 'kotoba_db_transactions_total{database=main,outcome=commit}';
const IDLE = 'kotoba_db_server_connections{database=main,state=idle}';
const invalid = (metric: string) =>
  `kotoba_monitoring_invalid_readings_total{database=main,metric=kotoba_db_${metric}}`;

describe('details of a database', () => {
  it('become the series of their metric, with labels in the catalog’s order', async () => {
    const [values] = await read([
      {
        transactions: [[7, 'commit']],
        serverConnections: [
          [2, 'idle'],
          [undefined, 'active'],
        ],
        timeline: [[3]],
      },
    ]);
    expect(values!.get(COMMITS)).toBe(7);
    expect(values!.get(IDLE)).toBe(2);
    expect(values!.get('kotoba_db_timeline{database=main}')).toBe(3);
    expect([...values!.keys()].filter((key) => key.includes('state=active'))).toEqual([]);
  });

  it('go on counting when a total starts over, and leave out what is no longer told', async () => {
    const readings = await read([
      { transactions: [[100, 'commit']], serverConnections: [[2, 'idle']] },
      {},
      { transactions: [[10, 'commit']] },
    ]);
    expect(readings.map((values) => values.get(COMMITS))).toEqual([100, undefined, 110]);
    expect(readings.map((values) => values.get(IDLE))).toEqual([2, undefined, undefined]);
  });

  it('count what could not be read, each once a reading', async () => {
    const readings = await read([{ unread: ['statements', 'statements'] }, { unread: ['statements'] }]);
    const key = 'kotoba_monitoring_read_errors_total{database=main,read=statements}';
    expect(readings.map((values) => values.get(key))).toEqual([1, 2]);
  });

  it.each<[string, unknown]>([
    ['negative', [[-1, 'idle']]],
    ['text', [['2', 'idle']]],
    ['no list', 5],
    ['a list of nonsense', [null]],
  ])('that are %s are absent and counted as invalid', async (_title, values) => {
    const [reading] = await read([{ serverConnections: values, deadlocks: [[1]] } as DetailMetrics]);
    expect(reading!.has(IDLE)).toBe(false);
    expect(reading!.get(invalid('server_connections'))).toBe(1);
    expect(reading!.get('kotoba_db_deadlocks_total{database=main}')).toBe(1);
  });

  it('forget totals of series that are gone once there have been very many', async () => {
    const answers = Array.from(
      { length: 40 },
      (_, round): DetailMetrics => ({
        statementCalls: Array.from({ length: 50 }, (_, i) => [10, `${round * 50 + i}`] as const),
      }),
    );
    const again: DetailMetrics = { statementCalls: [[4, '0']] };
    const last = (await read([...answers, again])).at(-1)!;
    expect(last.get('kotoba_db_statement_calls_total{database=main,query_id=0}')).toBe(4);
  });
});
