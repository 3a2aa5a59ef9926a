import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { Hono } from 'hono';
import { Access, type Rejection } from './access.ts';

const token = 'a-token-of-32-characters-length!';
const basic = `Basic ${Buffer.from('ops:pa:ss wörd').toString('base64')}`;

function served({ tokens = [token], users = [{ username: 'ops', password: 'pa:ss wörd' }] } = {}) {
  const clock = new ManualClock();
  const rejections: Rejection[] = [];
  const access = new Access({
    bearerTokens: tokens,
    basicAuth: users,
    clock,
    openPaths: ['/metrics'],
    onRejected: (reason) => rejections.push(reason),
  });
  const app = new Hono();
  app.use(access.guard());
  app.route('/', access.routes());
  for (const path of ['/', '/metrics', '/api/v1/query']) app.get(path, (context) => context.text('shown'));
  const get = (path: string, headers: Record<string, string> = {}, from = '192.0.2.1') =>
    app.request(`http://kotoba.test${path}`, { headers }, { incoming: { socket: { remoteAddress: from } } });
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    app.request(`http://kotoba.test${path}`, {
      method: 'POST',
      headers: { host: 'kotoba.test', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    });
  return { access, clock, rejections, get, post };
}

describe('access', () => {
  it('is for who brings the token or the password, and for nobody else', async () => {
    const { get } = served();
    expect((await get('/api/v1/query')).status).toBe(401);
    expect((await get('/api/v1/query', { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await get('/api/v1/query', { authorization: basic })).status).toBe(200);
    for (const wrong of [
      `Bearer ${token}x`,
      'Bearer ',
      `Basic ${token}`,
      basic.slice(0, -4),
      token,
      `Digest ${token}`,
      `Bearer ops:pa:ss wörd`.normalize('NFD').replace(/[^ -~]/g, ''),
    ])
      expect([wrong, (await get('/api/v1/query', { authorization: wrong })).status]).toEqual([wrong, 401]);
  });

  it('is open where it was opened', async () => {
    const { get } = served();
    expect((await get('/metrics')).status).toBe(200);
    expect((await get('/metrics/')).status).toBe(401);
  });

  it('makes browsers ask for a password only where there is one', async () => {
    const challenge = async (users: { username: string; password: string }[]) =>
      (await served({ users }).get('/api/v1/query')).headers.get('www-authenticate');
    expect(await challenge([{ username: 'a', password: 'b' }])).toMatch(/^Basic /);
    expect(await challenge([])).toBe('Bearer');
  });

  it('ends for a while after many failures, of that address alone', async () => {
    const { get, clock, rejections } = served();
    for (let i = 0; i < 20; i++) await get('/', { authorization: 'Bearer wrong' });
    expect((await get('/', { authorization: `Bearer ${token}` })).status).toBe(429);
    expect((await get('/', { authorization: `Bearer ${token}` }, '192.0.2.2')).status).toBe(200);
    await clock.advance(60_000);
    expect((await get('/', { authorization: `Bearer ${token}` })).status).toBe(200);
    expect(rejections.filter((reason) => reason === 'wrong_credentials')).toHaveLength(20);
    expect(rejections.filter((reason) => reason === 'too_many_failures')).toHaveLength(1);
  });
});

describe('a path that is open', () => {
  it('tells nobody without end whether credentials are right', async () => {
    const { access, clock } = served();
    const app = new Hono();
    app.use(access.guard());
    app.get('/metrics', (context) => context.text(access.isAuthenticated(context.req.raw) ? 'all' : 'some'));
    const get = async (authorization: string) => {
      const env = { incoming: { socket: { remoteAddress: '192.0.2.1' } } };
      return (await app.request('/metrics', { headers: { authorization } }, env)).text();
    };
    expect(await get(`Bearer ${token}`)).toBe('all');
    for (let i = 0; i < 20; i++) expect(await get('Bearer wrong')).toBe('some');
    expect(await get(`Bearer ${token}`)).toBe('some');
    await clock.advance(60_000);
    expect(await get(`Bearer ${token}`)).toBe('all');
  });
});

describe('a login', () => {
  const onlyTokens = { users: [] };

  it('gives a cookie that is not the token and lasts while it is used', async () => {
    const { get, post, clock } = served(onlyTokens);
    expect(await (await get('/')).text()).toContain('<form method="post" action="login">');
    const answer = await post('/login', { token });
    expect(answer.status).toBe(303);
    const set = answer.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    expect(set).not.toContain(token);
    const cookie = set.split(';')[0]!;
    expect((await get('/', { cookie: `other=1; ${cookie}` })).status).toBe(200);
    await clock.advance(11 * 3_600_000);
    expect((await get('/', { cookie })).status).toBe(200);
    await clock.advance(13 * 3_600_000);
    expect((await get('/', { cookie })).status).toBe(401);
  });

  it('is secure behind an encrypting proxy', async () => {
    const { post } = served(onlyTokens);
    const answer = await post('/login', { token }, { 'x-forwarded-proto': 'https' });
    expect(answer.headers.get('set-cookie')).toMatch(/Secure/);
  });

  it('ends with a logout', async () => {
    const { get, post } = served(onlyTokens);
    const cookie = (await post('/login', { token })).headers.get('set-cookie')!.split(';')[0]!;
    await post('/logout', {}, { cookie });
    expect((await get('/', { cookie })).status).toBe(401);
  });

  it('is neither for wrong tokens nor for pages of others', async () => {
    const { post, rejections } = served(onlyTokens);
    const wrong = await post('/login', { token: 'x' });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    expect((await post('/login', { token }, { origin: 'http://evil.test' })).status).toBe(403);
    expect((await post('/login', { token }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(rejections).toEqual(['wrong_credentials', 'cross_origin', 'cross_origin']);
  });

  it('does not keep more sessions than it may', async () => {
    const { get, post } = served(onlyTokens);
    const first = (await post('/login', { token })).headers.get('set-cookie')!.split(';')[0]!;
    for (let i = 0; i < 1_000; i++) await post('/login', { token });
    expect((await get('/', { cookie: first })).status).toBe(401);
  });
});
