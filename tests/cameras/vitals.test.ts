/** What ails a camera stands in the vitals of whoever watches within five seconds, each told apart: real cameras, agent and service. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FeedVitals } from '@giamsat/contract/wire/ingest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveViewer, watch } from '../live/support/viewer.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { type RigLine, startLine } from '../rig/line.ts';
import { freePort } from '../rig/ports.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { card, recording, x264 } from './support/files.ts';
import { type GstServer, h264, SOUNDS, startGst } from './support/gst.ts';
import { type Pusher, pushWith } from './support/push.ts';

const COURT = 'vi';
const WITHIN_MS = 5_000;
const AILMENTS = ['black', 'frozen', 'silent', 'slow', 'garbage'] as const;
type Ailment = (typeof AILMENTS)[number];

let dir: string;
let province: Province;
let camera: GstServer;
let cable: RigLine;
let damaged: Pusher;
let court: Court;
let viewer: LiveViewer;

const vitalsOf = (feed: string): FeedVitals | undefined =>
  viewer.received
    .filter(({ event }) => event === 'vitals')
    .flatMap(({ message }) => (message as { feeds: FeedVitals[] }).feeds)
    .findLast((one) => one.feed === feed);
const ails = (feed: string): Ailment[] => AILMENTS.filter((one) => vitalsOf(feed)?.[one]);
/** Milliseconds until the page is told of that, and of nothing else. */
async function toldAfter(feed: string, what: Ailment[]): Promise<number> {
  const since = performance.now();
  await until(`${feed}: ${what.join() || 'nothing'}`, () => ails(feed).join() === what.join() || undefined, 30_000);
  return performance.now() - since;
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-vitals-'));
  province = await startProvince({ dir, rooms: { [COURT]: 2 } });
  camera = await startGst({ streams: { '/live': `${h264({ gop: 50 })} ${SOUNDS.aac}` } });
  cable = await startLine(`http://127.0.0.1:${camera.port}`);
  const pushed = `rtmp://127.0.0.1:${await freePort()}/live/a`;
  court = await startCourt(province, COURT, [
    { feed: `${COURT}-1-1`, source: { kind: 'rtsp', url: `${cable.http.replace('http:', 'rtsp:')}/live` } },
    { feed: `${COURT}-2-1`, source: { kind: 'rtmp-listen', url: pushed } },
  ]);
  const clerk = await signInClerk(court, COURT, province.password);
  for (const n of [1, 2]) await clerk.openHearing(`${COURT}-${n}`, `Vụ án giả lập ${n}`);
  const cookie = await signIn(province.http, PEOPLE.supervisor, province.password);
  viewer = watch({ http: province.http, cookie, scopes: ['wall'] });
  await until('a living picture with sound', () => vitalsOf(`${COURT}-1-1`)?.levelDb !== undefined || undefined);
  await toldAfter(`${COURT}-1-1`, []);
  const file = await recording('h264-for-damage.mp4', [
    ...card('320x180', '25', 12),
    ...x264(25, ['-tune', 'zerolatency']),
  ]);
  const copied = ['-re', '-stream_loop', '-1', '-i', file, '-c', 'copy', '-bsf:v', 'noise=amount=-25'];
  damaged = pushWith([...copied, '-f', 'flv', pushed]);
}, 300_000);
afterAll(async () => {
  viewer?.close();
  await damaged?.stop();
  await court?.stop();
  cable?.close();
  await camera?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

it('damaged data, while the camera beside it is well', async () => {
  await until('the picture', () => vitalsOf(`${COURT}-2-1`)?.state === 'running' || undefined);
  expect(await toldAfter(`${COURT}-2-1`, ['garbage'])).toBeLessThanOrEqual(WITHIN_MS);
  expect(ails(`${COURT}-1-1`)).toEqual([]);
});

it.each<[Ailment, [string, string, string], [string, string, string]]>([
  ['black', ['src', 'pattern', 'black'], ['src', 'pattern', 'smpte']],
  ['frozen', ['src', 'pattern', 'smpte75'], ['src', 'pattern', 'smpte']],
  ['silent', ['mic', 'wave', 'silence'], ['mic', 'wave', 'sine']],
])('%s, and well again', async (ailment, fault, mended) => {
  camera.order(...fault);
  try {
    expect(await toldAfter(`${COURT}-1-1`, [ailment])).toBeLessThanOrEqual(WITHIN_MS);
  } finally {
    camera.order(...mended);
  }
  expect(await toldAfter(`${COURT}-1-1`, [])).toBeLessThanOrEqual(WITHIN_MS);
});

it('slow: a cable through which less goes than the camera sends', async () => {
  cable.narrow((vitalsOf(`${COURT}-1-1`)?.kbps ?? 500) * 125 * 0.6);
  expect(await toldAfter(`${COURT}-1-1`, ['slow'])).toBeLessThanOrEqual(WITHIN_MS);
});
