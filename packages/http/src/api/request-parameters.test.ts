import { request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiServers, ask } from '../../conformance/api-server.ts';

const servers = new ApiServers();
afterEach(() => servers.stop());

const start = () => servers.start([], { maxFormBytes: 64 });

/** Posts in chunks, without saying how long the body is. */
function postChunked(address: string, chunks: readonly string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${address}/api/v1/query`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      },
      (response) => {
        let text = '';
        response
          .on('data', (piece) => {
            text += piece;
          })
          .once('end', () => resolve({ status: response.statusCode!, text }));
      },
    );
    sent.once('error', reject);
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
}

describe('the parameters of a request', () => {
  it('are read from a form of known or unknown length', async () => {
    const address = await start();
    const expected = '{"status":"success","data":{"resultType":"scalar","result":[7,"2"]}}';
    const known = await ask(address, '/api/v1/query', { query: '1 + 1', time: '7' }, { method: 'POST' });
    expect(known.text).toBe(expected);
    expect(await postChunked(address, ['query=1+%2B', '+1&ti', 'me=7'])).toEqual({
      status: 200,
      text: expected,
    });
  });

  it('are refused when they are longer than allowed, announced or not', async () => {
    const address = await start();
    const error = {
      status: 'error',
      errorType: 'bad_data',
      error: 'error parsing form values: more than 64 bytes',
    };
    const known = await ask(address, '/api/v1/query', { query: '1'.repeat(64) }, { method: 'POST' });
    expect([known.status, known.body]).toEqual([413, error]);
    const unknown = await postChunked(address, [
      'query=',
      ...Array.from({ length: 100 }, () => '1'.repeat(50)),
    ]);
    expect([unknown.status, JSON.parse(unknown.text)]).toEqual([413, error]);
  });

  it('are those of the address when the body is no form', async () => {
    const body = { method: 'POST', body: '{"query":"3"}', headers: { 'content-type': 'application/json' } };
    const { text } = await ask(await start(), '/api/v1/query?query=2&time=0', {}, body);
    expect(text).toContain('"result":[0,"2"]');
  });
});
