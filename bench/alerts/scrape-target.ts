import { createServer } from 'node:http';
import { counterAt, gaugeAt, SERIES_LABELS } from './workload.ts';

/** Serves the 10,000 series as text, a collection further with every scrape; ends when its input does. */
let collection = 0;

function page(): string {
  collection++;
  const lines = ['# TYPE bench_load gauge'];
  SERIES_LABELS.forEach(({ job, instance }, series) => {
    lines.push(`bench_load{job="${job}",instance="${instance}"} ${gaugeAt(series, collection)}`);
  });
  lines.push('# TYPE bench_events_total counter');
  SERIES_LABELS.forEach(({ job, instance }, series) => {
    lines.push(`bench_events_total{job="${job}",instance="${instance}"} ${counterAt(series, collection)}`);
  });
  return `${lines.join('\n')}\n`;
}

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(page());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});
process.stdin.resume().once('end', () => process.exit());
