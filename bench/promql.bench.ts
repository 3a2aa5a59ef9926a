import { Agent, get } from 'node:http';
import { type BenchCase, benchCase, interleaved, millisecondsOf } from './measure.ts';
import { baselineSeries, END_MILLIS, START_MILLIS } from './promql/baseline.ts';
import { KotobaServer } from './promql/kotoba-server.ts';
import { PrometheusPeer } from './promql/prometheus-peer.ts';

export const unit = 'ms';

const RATE = 'sum by (job) (rate(m_total[5m]))';

const INSTANT = {
  [`instant ${RATE}`]: RATE,
  'instant topk(5, m_total)': 'topk(5, m_total)',
  'instant max_over_time(m_total[1h])': 'max_over_time(m_total[1h])',
  'instant predict_linear(m_total[1h], 3600)': 'predict_linear(m_total[1h], 3600)',
};
const QUANTILE = 'histogram_quantile(0.99, sum by (le, job) (rate(h_bucket[5m])))';
const RANGE = {
  [`6 h at 15 s ${RATE}`]: RATE,
  [`6 h at 15 s ${QUANTILE}`]: QUANTILE,
};

/** Connections stay open, as those of Grafana do; nothing is compressed on either side. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Asks and reads the whole answer. */
function ask(url: string, path: string, parameters: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.on('data', () => {}).once('end', resolve);
    });
    request.once('error', reject);
  });
}

function atEnd(query: string): [string, Record<string, string>] {
  return ['query', { query, time: String(END_MILLIS / 1_000) }];
}

function overAll(query: string): [string, Record<string, string>] {
  return [
    'query_range',
    { query, start: String(START_MILLIS / 1_000), end: String(END_MILLIS / 1_000), step: '15' },
  ];
}

/** The baseline in our server and in Debian's Prometheus, both asked over HTTP in turn. */
export default async function bench(): Promise<BenchCase[]> {
  const prometheus = await PrometheusPeer.start('poisson-baseline', baselineSeries);
  const kotoba = await KotobaServer.start().catch(async (error) => {
    await prometheus.stop();
    throw error;
  });
  try {
    const cases: BenchCase[] = [];
    for (const [queries, toRequest, options] of [
      // As many unmeasured rounds as it takes until both have what they need in their caches, as servers that run have.
      [INSTANT, atEnd, { warmupRounds: 40, rounds: 41 }],
      [RANGE, overAll, { warmupRounds: 3, rounds: 9 }],
    ] as const) {
      for (const [name, query] of Object.entries(queries)) {
        const request = toRequest(query);
        const { ours, peer } = await interleaved(
          {
            ours: millisecondsOf(() => ask(kotoba.url, ...request)),
            peer: millisecondsOf(() => ask(prometheus.url, ...request)),
          },
          options,
        );
        cases.push(benchCase(name, ours, peer, 'Prometheus'));
      }
    }
    return cases;
  } finally {
    agent.destroy();
    await kotoba.stop();
    await prometheus.stop();
  }
}
