import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { pageRoutes } from './page-routes.ts';

const directory = mkdtempSync(join(tmpdir(), 'kotoba-page-'));
const script = `console.log(${JSON.stringify('x'.repeat(5_000))})`;
writeFileSync(join(directory, 'index.html'), '<!doctype html><title>page</title>');
writeFileSync(join(directory, 'app.ABCD1234.js'), script);
writeFileSync(join(directory, 'app.ABCD1234.js.br'), brotliCompressSync(script));
writeFileSync(join(directory, 'icon.svg'), '<svg/>');
afterAll(() => rmSync(directory, { recursive: true }));

const app = pageRoutes({ directory, data: () => ({ service: 'shop' }) });
const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(`http://127.0.0.1${path}`, { headers });

describe('the page', () => {
  it('is asked for anew each time, and its assets are kept by their names', async () => {
    const page = await get('/');
    expect(await page.text()).toContain('<title>page</title>');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const asset = await get('/assets/app.ABCD1234.js');
    expect(asset.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/assets/icon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it('lets nothing run but its own script, and nobody frame it', async () => {
    for (const path of ['/', '/assets/icon.svg']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  it('is compressed for who takes that, and not sent again to who has it', async () => {
    const compressed = await get('/assets/app.ABCD1234.js', { 'accept-encoding': 'br' });
    expect(compressed.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(Buffer.from(await compressed.arrayBuffer())).toString()).toBe(script);
    const tag = (await get('/')).headers.get('etag') ?? '';
    expect(tag).not.toBe('');
    expect((await get('/', { 'if-none-match': tag })).status).toBe(304);
  });

  it('has nothing beyond its folder', async () => {
    for (const path of [
      '/assets/none.js',
      '/assets/../index.html',
      '/assets/%2e%2e%2fpackage.json',
      '/assets/',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });

  it('says how it is built where it is not', async () => {
    const unbuilt = pageRoutes({ directory: join(directory, 'none'), data: () => ({}) });
    const answer = await unbuilt.request('http://127.0.0.1/');
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('build:page')]);
  });

  it('tells what it is about', async () => {
    expect(await (await get('/api/kotoba/v1/page')).json()).toEqual({ service: 'shop' });
  });
});
