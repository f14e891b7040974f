// The service behind nginx as `infra/nginx/giamsat.conf` sets it up: enrolment, a court's picture going in, the same picture coming out, push, and who is who.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { watch } from '../live/support/viewer.ts';
import { clientOf } from '../media/support/viewer.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { freePort } from '../rig/ports.ts';
import { type Started, start, stop, until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

const CONF = path.resolve(import.meta.dirname, '../../infra/nginx/giamsat.conf');

let dir: string;
let province: Province;
let nginx: Started;
let court: Court;
let http: string;
let https: string;

/** The file as it is delivered, at ports and with a certificate of this test's own. */
async function startNginx(upstream: string): Promise<void> {
  const [plain, tls] = [await freePort(), await freePort()];
  const replaced = (await readFile(CONF, 'utf8'))
    .replace('127.0.0.1:8080', new URL(upstream).host)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${tls} ssl http2; listen 127.0.0.1:${plain};`)
    .replace('listen [::]:443 ssl http2;', '')
    .replace('/etc/giamsat/tls/fullchain.pem', path.join(dir, 'service/tls/localhost.crt'))
    .replace('/etc/giamsat/tls/privkey.pem', path.join(dir, 'service/tls/localhost.key'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${path.join(dir, name)};`)
    .join(' ');
  const conf = path.join(dir, 'nginx.conf');
  await writeFile(
    conf,
    `daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log stderr warn;
     events { worker_connections 4000; } http { ${temporary} ${replaced} }`,
  );
  nginx = start('nginx', ['-p', dir, '-c', conf]);
  http = `http://127.0.0.1:${plain}`;
  https = `https://127.0.0.1:${tls}`;
  await until('nginx', async () => (await fetch(`${http}/healthz`)).ok, 10_000).catch((error: Error) => {
    throw new Error(`${error.message}\n${nginx.output()}`);
  });
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-nginx-'));
  province = await startProvince({ dir, rooms: { lb: 1 }, env: { TRUST_PROXY: '1' } });
  await startNginx(province.http);
  const source = { kind: 'file' as const, url: cameraFile() };
  court = await startCourt({ http, dir, code: province.code }, 'lb', [{ feed: 'lb-1-1', source }]);
}, 180_000);
afterAll(async () => {
  await court?.stop();
  if (nginx) await stop(nginx);
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Parts after the last whole segment: of one that is still filmed. */
const openParts = (playlist: string): number =>
  playlist
    .slice(playlist.lastIndexOf('#EXTINF'))
    .split('\n')
    .filter((line) => line.startsWith('#EXT-X-PART:')).length;

test('a hearing that a court opens is on the page at once, and its picture leaves as it is filmed', async () => {
  const cookie = await signIn(http, PEOPLE.supervisor, province.password);
  const viewer = watch({ http, cookie, scopes: ['wall'], origin: http });
  const client = clientOf('HTTP/2', { http, https });
  try {
    await viewer.live();
    const clerk = await signInClerk(court, 'lb', province.password);
    const hearing = await clerk.openHearing('lb-1', 'Vụ án thử nghiệm');
    const window = await until('a live window', () => {
      const row = viewer.store.snapshot().hearings.get(hearing);
      return row?.form === 'full' ? row.windows[0]?.window : undefined;
    });
    const playlist = async (query = '') =>
      (await client.get(`/media/live/${window}/live.m3u8${query}`, { cookie })).text;
    await until('a whole segment', async () => (await playlist()).includes('#EXTINF') || undefined);
    // Were the court's bodies gathered before they are passed on, a segment would come whole, with nothing of the next one.
    let seen = 0;
    await until('a picture that is on its way', async () => {
      if (openParts(await playlist()) >= 2) seen += 1;
      return seen >= 5 || undefined;
    });
    const [, msn] = /MEDIA-SEQUENCE:(\d+)/.exec(await playlist()) ?? [];
    const count = (await playlist()).match(/#EXTINF/g)?.length ?? 0;
    const blocked = await playlist(`?_HLS_msn=${Number(msn) + count + 1}&_HLS_part=0`);
    expect(blocked.match(/#EXTINF/g)?.length).toBeGreaterThan(count);

    await clerk.enter(hearing, 'feed.cut', { order: 'theo lệnh Chủ tọa' });
    await until(
      'refusal',
      async () => (await client.get(`/media/live/${window}/live.m3u8`, { cookie })).status === 403,
    );
  } finally {
    client.close();
    viewer.close();
  }
}, 120_000);

test('what is for the machine itself is not passed on, and over TLS browsers are told to stay there', async () => {
  expect((await fetch(`${http}/metrics`)).status).toBe(404);
  expect((await fetch(`${province.http}/metrics`)).status).toBe(200);
  const client = clientOf('HTTP/2', { http, https });
  const page = await client.get('/');
  client.close();
  expect([page.status, page.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
  expect((await fetch(`${http}/`)).headers.get('strict-transport-security')).toBeNull();
});
