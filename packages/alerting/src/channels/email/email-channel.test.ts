import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Labels, systemClock } from '@kotoba/core';
import { generate } from 'selfsigned';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { ChannelQueue } from '../../delivery/channel-queue.ts';
import { deliveryDefaults } from '../../delivery/options.ts';
import { createNotification } from '../../notifications/notification.ts';
import type { SendError } from '../send-error.ts';
import { type EmailChannelOptions, emailChannel } from './email-channel.ts';

const notification = createNotification({
  receiver: 'ops',
  groupKey: '{}:{alertname="Slow"}',
  groupLabels: Labels.from({ alertname: 'Slow' }),
  alerts: [
    {
      labels: Labels.from({ alertname: 'Slow', database: 'main' }),
      annotations: { summary: 'reads are slow' },
      startsAtMillis: 1_000,
      endsAtMillis: 10_000,
      updatedAtMillis: 1_000,
      generatorUrl: '',
    },
  ],
  nowMillis: 2_000,
  externalUrl: 'http://app.example',
});
const signal = new AbortController().signal;

describe('emailChannel', () => {
  let key: string;
  let cert: string;
  let server: SMTPServer | undefined;
  const received: string[] = [];

  beforeAll(async () => {
    const altNames = [{ type: 7, ip: '127.0.0.1' } as const];
    const extensions = [{ name: 'subjectAltName', altNames } as const];
    ({ private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [...extensions],
    }));
  });

  afterEach(async () => {
    received.length = 0;
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(resolve)));
    server = undefined;
  });

  async function start(options: SMTPServerOptions = {}): Promise<number> {
    const started = new SMTPServer({
      key,
      cert,
      authOptional: true,
      closeTimeout: 100,
      onAuth: ({ username, password }, _, done) =>
        username === 'ann' && password === 'right'
          ? done(null, { user: 'ann' })
          : done(new Error('no such user right')),
      onData: (stream, _, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          received.push(Buffer.concat(chunks).toString());
          done();
        });
      },
      ...options,
    });
    server = started;
    started.on('error', () => undefined);
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return (started.server.address() as AddressInfo).port;
  }

  const channel = (port: number, rest: Partial<EmailChannelOptions> = {}) =>
    emailChannel({
      host: '127.0.0.1',
      port,
      ca: cert,
      from: 'kotoba@example.org',
      to: ['a@example.org', 'b@example.org'],
      clock: systemClock,
      ...rest,
    });
  const failure = (port: number, rest?: Partial<EmailChannelOptions>): Promise<SendError> =>
    channel(port, rest)
      .send(notification, { signal })
      .then(
        () => Promise.reject(new Error('the message was taken')),
        (error) => error,
      );

  it('delivers over STARTTLS, with credentials, as text and as a page', async () => {
    const port = await start({ authOptional: false });
    const answer = await channel(port, { user: 'ann', password: 'right' }).send(notification, { signal });
    expect(answer).toMatch(/^was answered 250/);
    expect(received[0]).toContain('Subject: [FIRING:1] Slow (main)');
    expect(received[0]).toContain('To: a@example.org, b@example.org');
    expect(received[0]).toContain('text/plain');
    expect(received[0]).toContain('text/html');
  });

  it('puts the messages about one group into one thread', async () => {
    const port = await start();
    await channel(port).send(notification, { signal });
    await channel(port).send(notification, { signal });
    const [first, second] = received.map((text) => /^References:\s+(\S+)/m.exec(text)?.[1]);
    expect(first).toMatch(/^<[0-9a-f]{64}@kotoba-monitoring>$/);
    expect(second).toBe(first);
  });

  it('sends nothing over a connection that is not secured', async () => {
    const port = await start({ disabledCommands: ['STARTTLS'] });
    expect(await failure(port)).toMatchObject({ retry: false });
    expect(received).toEqual([]);
    await channel(port, { requireTls: false }).send(notification, { signal });
    expect(received).toHaveLength(1);
  });

  it('refuses a certificate it does not trust', async () => {
    const port = await start();
    const error = await failure(port, { ca: '' });
    expect(error).toMatchObject({
      retry: false,
      message: 'got no answer (the certificate of the server is not trusted)',
    });
  });

  it('does not repeat wrong credentials, and does not tell them', async () => {
    const port = await start({ authOptional: false });
    const error = await failure(port, { user: 'ann', password: 'wr0ng-secret' });
    expect(error).toMatchObject({ retry: false, message: expect.stringContaining('was answered 535') });
    expect(`${error} ${JSON.stringify(error)} ${error.stack}`).not.toMatch(/wr0ng-secret|ann\b/);
  });

  it.each([
    [451, true],
    [550, false],
  ])('says of an answer %i whether to try again', async (responseCode, retry) => {
    const port = await start({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('not now'), { responseCode })),
    });
    expect(await failure(port)).toMatchObject({
      retry,
      message: expect.stringContaining(String(responseCode)),
    });
  });

  it('tries again when nobody listens, and gives up a server that hangs', async () => {
    const port = await start();
    await new Promise<void>((resolve) => server!.close(resolve));
    server = undefined;
    expect(await failure(port)).toMatchObject({ retry: true });
    const hanging = await start({ onConnect: () => undefined });
    const abort = new AbortController();
    const sending = channel(hanging).send(notification, { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(sending).rejects.toMatchObject({ message: 'ran out of time', retry: true });
  });

  async function deliver(port: number) {
    const queue = new ChannelQueue(channel(port), {
      clock: systemClock,
      limits: { ...deliveryDefaults, firstPauseMillis: 5, longestPauseMillis: 5 },
      onFailedAttempt: () => undefined,
    });
    return queue.deliver(notification, AbortSignal.timeout(10_000));
  }
  /** Refuses the first message once it has been read. */
  const refusingOnce = (responseCode: number): SMTPServerOptions['onData'] => {
    let isFirst = true;
    return (stream, _, done) => {
      stream.resume().on('end', () => {
        const refusal = Object.assign(new Error('not now'), { responseCode });
        done(isFirst ? refusal : null);
        isFirst = false;
      });
    };
  };

  it('delivers after a 451', async () => {
    const port = await start({ onData: refusingOnce(451)! });
    expect(await deliver(port)).toMatchObject({ delivered: true, attempts: 2 });
  });

  it('does not try again after a 550, and knows that it was not taken', async () => {
    const port = await start({ onData: refusingOnce(550)! });
    expect(await deliver(port)).toMatchObject({
      delivered: false,
      attempts: 1,
      mayBeTaken: false,
      error: { message: expect.stringContaining('was answered 550') },
    });
  });

  it('delivers after a server that ends the connection in the middle of a message', async () => {
    let connections = 0;
    const port = await start({
      onData: (stream, session, done) => {
        connections++;
        stream.resume();
        if (connections === 1) {
          const [connection] = [...server!.connections];
          (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
          expect(session.secure).toBe(true);
        } else stream.on('end', () => done());
      },
    });
    expect(await deliver(port)).toMatchObject({ delivered: true, attempts: 2 });
  });
});
