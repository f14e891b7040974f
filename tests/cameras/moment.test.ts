/** Black, frozen, silent, slow and damaged are told apart as they happen; what stalls is begun again. GStreamer's server is the camera. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sleep, until } from '../agent/wait.ts';
import { startLine } from '../rig/line.ts';
import { freePort } from '../rig/ports.ts';
import { card, recording, x264 } from './support/files.ts';
import { type GstServer, h264, SOUNDS, startGst } from './support/gst.ts';
import { pushWith } from './support/push.ts';
import { type Watched, watchCamera } from './support/watch.ts';

const MOMENTS = ['black', 'frozen', 'silent', 'slow', 'garbage'] as const;
type Moment = (typeof MOMENTS)[number];

let server: GstServer;
let watched: Watched;
beforeEach(async () => {
  server = await startGst({ streams: { '/live': `${h264({ gop: 50 })} ${SOUNDS.aac}` } });
  watched = watchCamera({ kind: 'rtsp', url: `rtsp://127.0.0.1:${server.port}/live` });
  await until('a picture with sound', () => watched.camera.health().levelDb !== undefined, 60_000);
});
afterEach(async () => {
  await watched.stop();
  await server.stop();
});

/** `slow` may come from a machine that is busy with other things, so it counts in its own test alone. */
const now = (camera: Watched): Moment[] => {
  const health = camera.camera.health();
  return MOMENTS.filter((one) => one !== 'slow' && health[one]);
};
/** How many milliseconds of media passed until it was told: a busy machine does not count. */
const toldAfterMs = async (camera: Watched, what: Moment): Promise<number> => {
  const media = () =>
    camera.stretches.reduce((sum, { parts }) => sum + parts.reduce((ms, part) => ms + part.durationMs, 0), 0);
  const before = media();
  await until(what, () => now(camera).includes(what), 40_000);
  expect(now(camera)).toEqual([what]);
  return media() - before;
};

it('nothing is told of a living picture', async () => {
  await sleep(6000);
  expect(now(watched)).toEqual([]);
});

it('black', async () => {
  server.order('src', 'pattern', 'black');
  expect(await toldAfterMs(watched, 'black')).toBeLessThanOrEqual(5_000);
});

it('frozen', async () => {
  server.order('src', 'pattern', 'smpte75');
  expect(await toldAfterMs(watched, 'frozen')).toBeLessThanOrEqual(5_000);
});

it('silent', async () => {
  server.order('mic', 'wave', 'silence');
  expect(await toldAfterMs(watched, 'silent')).toBeLessThanOrEqual(5_000);
});

it('garbage', async () => {
  const damage = [...card('320x180', '25', 12), ...x264(25, ['-tune', 'zerolatency'])];
  const file = await recording('h264-for-damage.mp4', damage);
  const url = `rtmp://127.0.0.1:${await freePort()}/live/a`;
  const damaged = watchCamera({ kind: 'rtmp-listen', url });
  const source = pushWith([
    '-re',
    '-stream_loop',
    '-1',
    '-i',
    file,
    '-c',
    'copy',
    '-bsf:v',
    'noise=amount=-25',
    '-f',
    'flv',
    url,
  ]);
  try {
    await until('a picture', () => damaged.count() > 2, 40_000);
    expect(await toldAfterMs(damaged, 'garbage')).toBeLessThanOrEqual(5_000);
  } finally {
    await damaged.stop();
    await source.stop();
  }
});

it('slow: a cable through which less goes than the camera sends', async () => {
  const cable = await startLine(`http://127.0.0.1:${server.port}`);
  const behind = watchCamera({ kind: 'rtsp', url: `${cable.http.replace('http:', 'rtsp:')}/live` });
  try {
    await until('a picture', () => behind.count() > 20, 40_000);
    const { kbps = 500 } = behind.camera.health();
    cable.narrow(kbps * 125 * 0.6);
    const since = performance.now();
    await until('slow', () => behind.camera.health().slow, 40_000);
    expect(performance.now() - since).toBeLessThanOrEqual(5_000);
    expect(now(behind)).toEqual([]);
  } finally {
    await behind.stop();
    cable.close();
  }
});

it('a camera that stalls is begun again, as another epoch', async () => {
  const before = watched.stretches.length;
  server.pause();
  await until('it is noticed', () => watched.stretches.at(-1)?.lost, 30_000);
  server.resume();
  await until('it goes on', () => (watched.stretches[before]?.parts.length ?? 0) > 5, 60_000);
  expect(watched.stretches[before]?.parts.some(({ key }) => key)).toBe(true);
});
