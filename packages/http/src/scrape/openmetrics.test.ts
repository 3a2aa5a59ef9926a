import { describe, expect, it } from '@jest/globals';
import { Labels, type TranslatedFamily, type TranslatedSeries } from '@kotoba/core';
import { acceptsOpenMetrics } from './accepts-openmetrics.ts';
import { openMetricsFormat } from './openmetrics-encoder.ts';
import { encodeText } from './text-encoder.ts';

function series(record: Record<string, string>, text: string): TranslatedSeries {
  return { labels: Labels.from(record), text };
}

const families: TranslatedFamily[] = [
  {
    name: 'jobs_total',
    type: 'counter',
    help: 'Jobs "done".\nAll.',
    unit: '{job}',
    series: [series({ __name__: 'jobs_total' }, 'jobs_total ')],
    values: [3],
  },
  {
    name: 'wait_seconds',
    type: 'histogram',
    help: '',
    unit: 's',
    series: [
      series({ __name__: 'wait_seconds_count' }, 'wait_seconds_count '),
      series({ __name__: 'wait_seconds_sum' }, 'wait_seconds_sum '),
      series({ __name__: 'wait_seconds_bucket', le: '+Inf' }, 'wait_seconds_bucket{le="+Inf"} '),
    ],
    values: [1, 0.5, 1],
  },
];

describe('the OpenMetrics format', () => {
  it('names families of counters without their ending, and puts exemplars beside their series', async () => {
    const exemplar = {
      seriesLabels: Labels.from({ __name__: 'wait_seconds_bucket', le: '+Inf' }),
      labels: Labels.from({ trace_id: 'abc', span_id: 'de' }),
      value: 0.5,
      timestampMillis: 1_700_000_000_250,
    };
    expect(await encodeText({ families }, openMetricsFormat([exemplar]))).toBe(`# TYPE jobs counter
# HELP jobs Jobs \\"done\\".\\nAll.
jobs_total 3
# TYPE wait_seconds histogram
wait_seconds_count 1
wait_seconds_sum 0.5
wait_seconds_bucket{le="+Inf"} 1 # {span_id="de",trace_id="abc"} 0.5 1700000000.25
# EOF
`);
  });
});

describe('acceptsOpenMetrics', () => {
  it.each([
    [undefined, 'no'],
    ['*/*', 'no'],
    ['text/plain', 'no'],
    ['application/openmetrics-text', 'only'],
    ['application/openmetrics-text; version=1.0.0, text/plain;q=0.5', 'preferred'],
    ['application/openmetrics-text;version=0.0.1', 'no'],
    ['application/openmetrics-text;version=1.0.0;q=0.2,text/plain;q=0.5', 'no'],
    [
      'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'preferred',
    ],
    ['application/openmetrics-text;q=0', 'no'],
  ])('%s: %s', (header, expected) => {
    expect(acceptsOpenMetrics(header)).toBe(expected);
  });
});
