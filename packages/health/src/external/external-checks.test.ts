import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HealthCheckFunction } from '../health-check.ts';
import { HealthChecker } from '../health-checker.ts';
import { certificateCheck } from './certificate-check.ts';
import { diskCheck } from './disk-check.ts';
import { dnsCheck } from './dns-check.ts';
import { httpCheck } from './http-check.ts';
import { tcpCheck } from './tcp-check.ts';

const cleanup: (() => unknown)[] = [];
afterAll(() => Promise.all(cleanup.map((step) => step())));

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function close(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  server.closeAllConnections?.();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A port nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await close(server);
  return port;
}

/** Runs a check as a checker does, under a short time limit. */
async function resultOf(check: HealthCheckFunction, timeoutMillis = 5_000) {
  const checker = new HealthChecker();
  checker.registerCheck('c', check, { timeoutMillis });
  return (await checker.checkHealth()).checks[0]!;
}

describe('httpCheck', () => {
  let base: string;
  const seen: { method: string | undefined; token: string | undefined }[] = [];
  const server = createHttpServer((request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, token: headers['x-token'] as string | undefined });
    if (url === '/hangs') return;
    response.writeHead(Number(url!.slice(1)) || 200).end('x'.repeat(100_000));
  });
  beforeAll(async () => {
    base = `http://127.0.0.1:${await listen(server)}`;
  });
  cleanup.push(() => close(server));

  it('is healthy for a status of success and says which and how long it took', async () => {
    const result = await resultOf(httpCheck(`${base}/204`));
    expect(result).toMatchObject({ status: 'healthy', details: { status_code: 204 } });
    expect(result.details.response_time_ms).toBeGreaterThanOrEqual(0);
  });

  it('is degraded for any other status, unless that is expected', async () => {
    expect(await resultOf(httpCheck(`${base}/503`))).toMatchObject({
      status: 'degraded',
      message: 'answered with unexpected status 503',
    });
    expect((await resultOf(httpCheck(`${base}/401`, { expectedStatus: [401] }))).status).toBe('healthy');
    expect((await resultOf(httpCheck(`${base}/200`, { expectedStatus: [401] }))).status).toBe('degraded');
  });

  it('sends the method and the headers given', async () => {
    await resultOf(httpCheck(new URL(`${base}/200`), { method: 'HEAD', headers: { 'x-token': 'secret' } }));
    expect(seen.at(-1)).toEqual({ method: 'HEAD', token: 'secret' });
  });

  it('is unhealthy when nobody listens, and says why without the address’ password', async () => {
    const result = await resultOf(httpCheck(`http://127.0.0.1:${await closedPort()}/`));
    expect(result.status).toBe('unhealthy');
    expect(result.message).toContain('ECONNREFUSED');
    const secret = await resultOf(httpCheck('http://user:hunter2@127.0.0.1/'));
    expect(secret.status).toBe('unhealthy');
    expect(secret.message).not.toContain('hunter2');
  });

  it('is unhealthy at its time limit when the service hangs', async () => {
    const result = await resultOf(httpCheck(`${base}/hangs`), 100);
    expect(result).toMatchObject({ status: 'unhealthy', message: 'no answer within 100 ms' });
  });
});

describe('tcpCheck', () => {
  it('is healthy while the port is open and unhealthy when it is closed', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    expect(await resultOf(tcpCheck('127.0.0.1', port))).toMatchObject({ status: 'healthy' });
    await close(server);
    const result = await resultOf(tcpCheck('127.0.0.1', port));
    expect(result.status).toBe('unhealthy');
    expect(result.message).toContain('ECONNREFUSED');
  });
});

describe('dnsCheck', () => {
  /** Answers A queries for `known.test` with two addresses, and any other name with NXDOMAIN. Source: RFC 1035. */
  function answer(query: Buffer): Buffer {
    const end = query.indexOf(0, 12) + 5;
    const question = query.subarray(12, end);
    const known = question.includes(Buffer.from('known'));
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(known ? 2 : 0, 6);
    header.writeUInt32BE(0, 8);
    const record = (last: number) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, last]);
    return Buffer.concat([header, question, ...(known ? [record(1), record(2)] : [])]);
  }

  it('is healthy for a name with records, unhealthy for one without, and when no server answers', async () => {
    const server = createSocket('udp4');
    server.on('message', (query, from) => server.send(answer(query), from.port, from.address));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    cleanup.push(() => server.close());
    const servers = [`127.0.0.1:${server.address().port}`];
    expect(await resultOf(dnsCheck('known.test', { servers }))).toMatchObject({
      status: 'healthy',
      details: { records: 2 },
    });
    const missing = await resultOf(dnsCheck('missing.test', { servers }));
    expect(missing.status).toBe('unhealthy');
    expect(missing.message).toContain('ENOTFOUND');
  });

  it('gives up at its time limit when the server is silent', async () => {
    const silent = createSocket('udp4');
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
    cleanup.push(() => silent.close());
    const check = dnsCheck('known.test', { servers: [`127.0.0.1:${silent.address().port}`] });
    expect(await resultOf(check, 100)).toMatchObject({
      status: 'unhealthy',
      message: 'no answer within 100 ms',
    });
  });
});

describe('diskCheck', () => {
  it('measures the file system that holds the path', async () => {
    const result = await resultOf(diskCheck(tmpdir(), { degradedPercent: 100.1, unhealthyPercent: 100.2 }));
    expect(result).toMatchObject({ status: 'healthy', details: { mountpoint: tmpdir() } });
    expect(result.details.used_percent).toBeGreaterThan(0);
    const strict = diskCheck(tmpdir(), { degradedPercent: 0.000_1, unhealthyPercent: 0.000_2 });
    expect((await resultOf(strict)).status).toBe('unhealthy');
  });

  it('is unhealthy for a path that is not there and unknown where there is no space to measure', async () => {
    expect((await resultOf(diskCheck('/nowhere/at/all'))).status).toBe('unhealthy');
    if (process.platform === 'linux') expect((await resultOf(diskCheck('/proc'))).status).toBe('unknown');
  });
});

describe('certificateCheck', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kotoba-certificate-'));
  cleanup.push(() => rmSync(directory, { recursive: true }));
  const DAY = 86_400_000;
  let port: number;
  let ca: string;

  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const output = ['-keyout', join(directory, 'key.pem'), '-out', join(directory, 'cert.pem')];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', ['req', '-x509', ...key, ...output, '-days', '30', ...subject], {
      stdio: 'ignore',
    });
    ca = readFileSync(join(directory, 'cert.pem'), 'utf8');
    const server = createTlsServer({ cert: ca, key: readFileSync(join(directory, 'key.pem')) });
    port = await listen(server);
    cleanup.push(() => close(server));
  });

  const clockIn = (days: number) => ({
    now: () => Date.now() + days * DAY,
    monotonic: () => 0,
    setTimeout: () => ({ cancel: () => undefined }),
    setInterval: () => ({ cancel: () => undefined }),
  });
  const localhost = (days: number) => ({ port, ca, servername: 'localhost', clock: clockIn(days) });

  it.each([
    [0, 'healthy', 29],
    [10, 'degraded', 19],
    [24, 'unhealthy', 5],
    [40, 'unhealthy', -11],
  ])('after %d of 30 days is %s', async (days, status, left) => {
    const result = await resultOf(certificateCheck('127.0.0.1', localhost(days)));
    expect(result).toMatchObject({ status, details: { days_to_expiry: left } });
  });

  it('is unhealthy for a certificate that is not trusted or is for another name', async () => {
    const untrusted = await resultOf(certificateCheck('127.0.0.1', { port, servername: 'localhost' }));
    expect(untrusted).toMatchObject({ status: 'unhealthy' });
    expect(untrusted.message).toContain('SELF_SIGNED');
    const other = await resultOf(certificateCheck('127.0.0.1', { port, ca, servername: 'other.test' }));
    expect(other).toMatchObject({ status: 'unhealthy' });
    expect(other.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('is unhealthy when nobody listens', async () => {
    const result = await resultOf(certificateCheck('127.0.0.1', { port: await closedPort() }));
    expect(result).toMatchObject({ status: 'unhealthy' });
    expect(result.message).toContain('ECONNREFUSED');
  });
});
