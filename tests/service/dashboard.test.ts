// The built dashboard as the service hands it out: one page for every address, assets for ever, nothing framed or injected.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '@giamsat/service/app';
import type { App } from '@giamsat/service/platform/http/routes';
import { silentLogger } from '@giamsat/service/platform/logger';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PAGE = '<!doctype html><script nonce="__CSP_NONCE__" src="/assets/index-abc.js"></script>';
const SCRIPT = 'console.log("xin chào");'.repeat(200);

let dir: string;
let app: App;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-dashboard-'));
  await mkdir(path.join(dir, 'assets'));
  await writeFile(path.join(dir, 'index.html'), PAGE);
  await writeFile(path.join(dir, 'assets/index-abc.js'), SCRIPT);
  await writeFile(path.join(dir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  app = await createApp({
    logger: silentLogger,
    metrics: createMetrics(),
    checks: [],
    dashboardDir: dir,
    trustProxy: false,
    routes: [],
  });
});
afterAll(async () => {
  await app.close();
  await rm(dir, { recursive: true, force: true });
});

test('every address of the dashboard is the page, each time with another nonce', async () => {
  const nonces = new Set<string>();
  for (const url of ['/', '/wall?layout=9', '/hearings/0198a3c2-1111-7000-8000-000000000001', '/index']) {
    const response = await app.inject({ url });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['cache-control']).toBe('no-store');
    const nonce = /nonce="([^"]+)"/.exec(response.body)?.[1] ?? '';
    expect(nonce).toMatch(/^[\w-]{22}$/);
    const policy = String(response.headers['content-security-policy']);
    expect(policy).toContain(`script-src 'nonce-${nonce}';`);
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('upgrade-insecure-requests');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

test('assets are kept for ever and compressed, other files are asked for again', async () => {
  const asset = await app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': 'gzip' } });
  expect(asset.statusCode).toBe(200);
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(asset.headers['content-encoding']).toBe('gzip');
  expect(asset.rawPayload.length).toBeLessThan(SCRIPT.length / 10);
  expect((await app.inject({ url: '/favicon.svg' })).headers['cache-control']).toBe('no-cache');
});

test('what is the service’s is never the page', async () => {
  for (const url of [
    '/api/v1/nothing',
    '/ingest/nothing',
    '/media/live/x',
    '/assets/index-old.js',
    '/wp-login.php',
    '/index.html',
  ]) {
    const response = await app.inject({ url });
    expect([url, response.statusCode]).toEqual([url, 404]);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.headers['x-content-type-options']).toBe('nosniff');
  }
  expect((await app.inject({ method: 'POST', url: '/wall' })).statusCode).toBe(404);
  const outside = await app.inject({ url: '/assets/..%2f..%2fpackage.json' });
  expect(outside.statusCode).toBe(404);
});

test('the description of the interface is there, and a page to read it', async () => {
  const description = (await app.inject({ url: '/api/openapi.json' })).json();
  expect(description.openapi).toBe('3.1.0');
  const page = await app.inject({ url: '/api/docs' });
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
});
