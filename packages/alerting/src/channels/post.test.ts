import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseRetryAfter, post } from './post.ts';
import type { SendError } from './send-error.ts';

describe('post', () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = (signal = new AbortController().signal) => post({ url, body: '{}', signal, nowMillis: 0 });
  const failure = async (signal?: AbortSignal): Promise<SendError> =>
    send(signal).then(
      () => Promise.reject(new Error('taken')),
      (error) => error,
    );

  it('posts JSON and answers what came back', async () => {
    answer = (request, response) => {
      expect(request.headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': 'kotoba-monitoring',
      });
      response.end('ok');
    };
    expect(await send()).toEqual({ status: 200, body: 'ok' });
  });

  it.each([
    [400, false],
    [401, false],
    [404, false],
    [410, false],
    [429, true],
    [500, true],
    [503, true],
  ])('says of an answer %i whether to try again', async (status, retry) => {
    answer = (_, response) => response.writeHead(status).end('no\nway');
    expect(await failure()).toMatchObject({
      code: 'KOTOBA_ALERTING_SEND_FAILED',
      message: `was answered ${status}: no way`,
      retry,
    });
  });

  it('takes over how long the other side asks to be left alone', async () => {
    answer = (_, response) => response.writeHead(429, { 'retry-after': '17' }).end();
    expect(await failure()).toMatchObject({ retryAfterMillis: 17_000 });
  });

  it('says nothing of the address when there is no answer', async () => {
    answer = (request) => request.socket.destroy();
    const cut = await failure();
    await new Promise((resolve) => server.close(resolve));
    const gone = await failure();
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect(gone).toMatchObject({ message: 'got no answer (ECONNREFUSED)', retry: true });
    expect(cut).toMatchObject({ retry: true });
    expect(`${cut} ${gone} ${JSON.stringify([cut, gone])}`).not.toContain('secret-path');
  });

  it('gives up an answer that does not come', async () => {
    answer = () => undefined;
    const abort = new AbortController();
    const failed = failure(abort.signal);
    abort.abort();
    expect(await failed).toMatchObject({ message: 'ran out of time', retry: true });
  });

  it('goes after a redirect within the origin that keeps method and body', async () => {
    const seen: string[] = [];
    answer = (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.url === '/moved') response.end('there');
      else response.writeHead(308, { location: '/moved' }).end();
    };
    expect(await send()).toEqual({ status: 200, body: 'there' });
    expect(seen).toEqual(['POST /secret-path', 'POST /moved']);
  });

  it.each([
    ['turns into a GET', 302, '/moved'],
    ['leads to another origin', 307, 'http://localhost:1/moved'],
    ['never ends', 307, '/secret-path'],
  ])('does not go after a redirect that %s', async (_, status, location) => {
    let requests = 0;
    answer = (__, response) => {
      requests++;
      response.writeHead(status, { location }).end();
    };
    expect(await failure()).toMatchObject({ message: `was answered ${status}`, retry: false });
    expect(requests).toBeLessThanOrEqual(6);
  });

  it('does not wait for the end of an endless answer', async () => {
    answer = (_, response) => {
      response.write('x'.repeat(100_000));
    };
    expect((await send()).body).toHaveLength(2_000);
  });
});

it.each([
  [null, undefined],
  ['120', 120_000],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 50_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', undefined],
])('reads Retry-After: %s', (header, millis) => {
  expect(parseRetryAfter(header, 10_000)).toBe(millis);
});
