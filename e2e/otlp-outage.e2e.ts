/** @needs otel-collector */

import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Cleanup } from './support/cleanup.ts';
import { freePort } from './support/free-port.ts';
import { freeCollectorPorts, OtelCollector } from './support/otel-collector.ts';
import { OtlpApp } from './support/otlp-app.ts';
import { metricsByName, type OtlpExport, pointsOf } from './support/otlp-json.ts';
import { waitFor } from './support/wait-for.ts';

/** A collector that goes away, never was, or does not answer costs the app nothing but the gap. */
const INTERVAL_MILLIS = 300;
const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

function otlp(protocol: (typeof PROTOCOLS)[number], port: number): object {
  const base = `http://127.0.0.1:${port}`;
  const endpoint = protocol === 'grpc' ? base : `${base}/v1/metrics`;
  return { otlp: { protocol, endpoint, intervalMillis: INTERVAL_MILLIS } };
}

function selects(received: OtlpExport | undefined): { value: number; startTimeUnixNano: string | undefined } {
  const metric = received && metricsByName(received).get('kotoba_db_queries_total');
  const point = metric && pointsOf(metric).find(({ attributes }) => attributes.operation === 'select');
  if (!point) throw new Error('no selects were received');
  return { value: point.value, startTimeUnixNano: point.startTimeUnixNano };
}

/** Stops the app and holds it to ending soon and well. */
async function expectCleanStop(app: OtlpApp): Promise<void> {
  const begun = performance.now();
  expect(await app.program.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun).toBeLessThan(8_000);
  expect(app.program.stdout).toContain('stopped');
}

describe.each(PROTOCOLS)('an outage of the collector over %s', (protocol) => {
  it('loses nothing but the gap when the collector is killed and started again', async () => {
    const ports = await freeCollectorPorts();
    const first = await OtelCollector.start(ports, cleanup);
    const app = await OtlpApp.start(otlp(protocol, protocol === 'grpc' ? ports.grpc : ports.http), cleanup);
    const before = await waitFor('the first round', () => {
      const received = selects(first.exports.at(-1));
      return received.value === 5 && received;
    });
    await first.program.stop('SIGKILL');
    await app.record(2);
    await waitFor('failed exports', async () => (await app.exportsCounted('failed')) >= 1);
    await app.record(3);

    const second = await OtelCollector.start(ports, cleanup);
    const after = await waitFor('what was recorded in the gap', () => {
      const received = selects(second.exports.at(-1));
      return received.value === 15 && received;
    });
    expect(after.startTimeUnixNano).toBe(before.startTimeUnixNano);
    const sent = await app.exportsCounted('ok');
    await waitFor('exports that succeed again', async () => (await app.exportsCounted('ok')) > sent);
    await expectCleanStop(app);
  });

  it('leaves the app unharmed when nobody listens, and counts', async () => {
    const app = await OtlpApp.start(otlp(protocol, await freePort()), cleanup);
    await waitFor('failed exports', async () => (await app.exportsCounted('failed')) >= 2);
    expect(await app.exportsCounted('ok')).toBe(0);
    await app.record(2);
    expect((await app.scrape()).samples.length).toBeGreaterThan(20);
    await expectCleanStop(app);
  });

  it('leaves the app unharmed when the collector accepts and never answers, and counts', async () => {
    const silent = createServer((socket) => socket.on('error', () => socket.destroy()));
    const port = await freePort();
    await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
    cleanup.add(() => silent.close());
    const app = await OtlpApp.start(otlp(protocol, port), cleanup);
    await waitFor('failed exports', async () => (await app.exportsCounted('failed')) >= 2);
    await app.record(2);
    expect((await app.scrape()).samples.length).toBeGreaterThan(20);
    await expectCleanStop(app);
  });
});
