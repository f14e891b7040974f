/** Every kind of H.264 that cameras send is copied into one clean stream; what is another kind is noticed, refused or encoded anew. */
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CameraSource } from '@giamsat/agent/config';
import { describe, expect, it, type TestContext } from 'vitest';
import { until } from '../agent/wait.ts';
import { freePort } from '../rig/ports.ts';
import { card, recording, x264 } from './support/files.ts';
import { h264, startGst } from './support/gst.ts';
import { partTimes } from './support/parts.ts';
import { pushWith } from './support/push.ts';
import { probed, secondsOf, type Watched, watchCamera } from './support/watch.ts';

/** What a test leaves is stopped however it ends; each has its own, so that they can be played side by side. */
type Leave = TestContext['onTestFinished'];

const watch = (leave: Leave, source: CameraSource): Watched => {
  const watched = watchCamera(source);
  leave(() => watched.stop());
  return watched;
};
const push = (leave: Leave, args: string[]): void => {
  const pusher = pushWith(args);
  leave(() => pusher.stop());
};
const fileCamera = (leave: Leave, file: string, transcode?: 'when-needed'): Watched =>
  watch(leave, { kind: 'file', url: file, ...(transcode ? { transcode } : {}) });
/** Pushed in real time: ffmpeg reads a file with B-frames in bursts. */
const pushedCamera = async (leave: Leave, file: string): Promise<Watched> => {
  const url = `rtmp://127.0.0.1:${await freePort()}/live/a`;
  const watched = watch(leave, { kind: 'rtmp-listen', url });
  push(leave, ['-re', '-stream_loop', '-1', '-i', file, '-c', 'copy', '-f', 'flv', url]);
  return watched;
};
const seconds = (camera: Watched, atLeast: number) =>
  until(
    `${atLeast} seconds`,
    () => {
      const last = camera.stretches.at(-1);
      return last && secondsOf(last) >= atLeast && last;
    },
    60_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${camera.log().slice(-2000)}`, { cause: error });
  });

describe('H.264', () => {
  it.concurrent.for<[string, string[]]>([
    ['baseline', ['-profile:v', 'baseline', '-tune', 'zerolatency']],
    ['main', ['-profile:v', 'main', '-tune', 'zerolatency']],
    ['high', ['-profile:v', 'high', '-preset', 'veryfast', '-tune', 'zerolatency']],
    ['b-frames', ['-profile:v', 'high', '-preset', 'veryfast', '-bf', '2', '-b_strategy', '0']],
    [
      'interlaced',
      ['-profile:v', 'high', '-preset', 'veryfast', '-bf', '0', '-flags', '+ilme+ildct', '-x264opts', 'tff=1'],
    ],
  ])('%s', async ([name, more], { onTestFinished }) => {
    const file = await recording(`h264-${name}.mp4`, [...card('320x180', '25', 12), ...x264(50, more)]);
    const camera = name === 'b-frames' ? await pushedCamera(onTestFinished, file) : fileCamera(onTestFinished, file);
    const stretch = await seconds(camera, 5);
    expect(await probed(stretch)).toMatchObject({ streams: ['video'], complaints: '' });
    const { findings } = camera.camera.health();
    expect(findings.includes('reordered')).toBe(name === 'b-frames');
    expect(findings.includes('interlaced')).toBe(name === 'interlaced');
    expect(camera.camera.health().refused).toBeUndefined();
    if (name !== 'b-frames') expect(camera.stretches).toHaveLength(1);
  });

  it.concurrent.for(['5', '15', '30000/1001', '60'])('%s frames a second', async (fps, { onTestFinished }) => {
    const [over = 0, under = 1] = fps.split('/').map(Number);
    const rate = over / under;
    const name = `h264-${Math.round(rate * 100)}.mp4`;
    const encoded = [...card('320x180', fps, 12), ...x264(Math.round(rate * 2), ['-tune', 'zerolatency'])];
    const camera = fileCamera(onTestFinished, await recording(name, encoded));
    const stretch = await seconds(camera, 4);
    expect(camera.camera.health().fps).toBeCloseTo(rate, 0);
    expect(camera.camera.health().findings).not.toContain('frame-rate-varies');
    const { most, uneven } = partTimes(stretch.parts);
    // Parts of one rate are of one length, but for those that a key frame ends.
    expect(uneven).toBeLessThanOrEqual(Math.ceil(secondsOf(stretch) / 2));
    expect(most).toBeLessThanOrEqual(210);
  });

  it.concurrent.for(['portrait', 'rotated'])('%s', async (name, { onTestFinished }) => {
    const upright = await recording('h264-portrait.mp4', [
      ...card('180x320', '25', 12),
      ...x264(50, ['-tune', 'zerolatency']),
    ]);
    const file =
      name === 'portrait'
        ? upright
        : await recording('h264-rotated.mp4', ['-i', upright, '-c', 'copy', '-metadata:s:v:0', 'rotate=90']);
    const camera = fileCamera(onTestFinished, file);
    const stretch = await seconds(camera, 3);
    expect(stretch.init.init.video).toMatchObject({ width: 180, height: 320 });
    expect((await probed(stretch)).complaints).toBe('');
  });
});

const made: Record<string, () => Promise<string>> = {
  hevc: () =>
    recording('hevc.mp4', [
      ...card('320x180', '25', 12),
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=50:log-level=none', '-tag:v', 'hvc1'],
    ]),
  mjpeg: () => recording('mjpeg.avi', [...card('320x180', '25', 12), '-c:v', 'mjpeg', '-q:v', '5']),
  'key-frames-rare': () =>
    recording('h264-gop-250.mp4', [...card('320x180', '25', 30), ...x264(250, ['-tune', 'zerolatency'])]),
  'frame-rate-varies': () =>
    recording('h264-varies.mp4', [
      ...card('320x180', '50', 30),
      ...['-vf', "select='gt(random(1),0.6)'", '-vsync', 'vfr', ...x264(25, ['-tune', 'zerolatency'])],
    ]),
};

describe('what cannot be copied', () => {
  it.concurrent.for(Object.keys(made))('%s is refused in words', async (why, { onTestFinished }) => {
    const camera = fileCamera(onTestFinished, (await made[why]?.()) ?? '');
    await until('it is refused', () => camera.camera.health().refused, 60_000);
    expect(camera.camera.health().findings).toContain(why);
    const handed = camera.count();
    const lines = camera.log().split('\n');
    const refusal = lines.find((line) => line.includes('the picture is refused')) ?? '';
    expect(JSON.parse(refusal)).toMatchObject({ unfit: [why], vi: [expect.any(String)], en: [expect.any(String)] });
    // H.265 out of a file is read in bursts, which the watchdog takes for a stall.
    if (why !== 'hevc') {
      await until('pictures for the technician come all the same', () => camera.thumbnails.length >= 1, 30_000);
    }
    expect(camera.count()).toBe(handed);
    // By its codec: not a single part; else as much as it took to see it: no more than six seconds.
    const most = why === 'hevc' || why === 'mjpeg' ? 0 : 6;
    expect(camera.stretches.reduce((sum, stretch) => sum + secondsOf(stretch), 0)).toBeLessThanOrEqual(most);
  });

  it.concurrent.for(Object.keys(made))(
    '%s is encoded anew where that is configured, and its cost is told',
    async (why, { onTestFinished }) => {
      const camera = fileCamera(onTestFinished, (await made[why]?.()) ?? '', 'when-needed');
      await until('it is encoded anew', () => camera.camera.health().transcoded, 60_000);
      await until('a stretch of it', () => (camera.stretches.at(-1)?.parts.length ?? 0) > 5, 60_000);
      const stretch = await seconds(camera, 7);
      expect(stretch.init.init.codecs).toMatch(/^avc1\.4d/);
      expect(await probed(stretch)).toMatchObject({ complaints: '' });
      const keys = stretch.parts.filter(({ key }) => key).map(({ startMs }) => startMs);
      for (const [i, at] of keys.slice(1).entries()) expect(at - (keys[i] ?? 0)).toBeLessThanOrEqual(2_100);
      await until('the cost is measured', () => (camera.camera.health().corePercent ?? 0) > 0);
      expect(camera.log()).toContain('costs this share of a core');
      expect(camera.camera.health().refused).toBeUndefined();
    },
  );
});

describe('in the middle', () => {
  it.concurrent('a change of size begins a new epoch, and no part mixes the two', async ({ onTestFinished }) => {
    const sized = h264()
      .replace('width=320,height=180,framerate', 'framerate')
      .replace('x264enc', 'capsfilter name=size caps=video/x-raw,width=320,height=180 ! x264enc');
    const server = await startGst({ streams: { '/live': sized } });
    const url = `rtsp://127.0.0.1:${server.port}/live`;
    onTestFinished(() => server.stop());
    // Somebody else watches, too: so the camera does not begin anew with us. Two that come in the same moment have found the server
    // preparing its picture for neither.
    const folder = await mkdtemp(path.join(tmpdir(), 'giamsat-watcher-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const copy = path.join(folder, 'copy.ts');
    push(onTestFinished, ['-y', '-rtsp_transport', 'tcp', '-i', url, '-c', 'copy', '-f', 'mpegts', copy]);
    await until('the other watches', () => existsSync(copy) && statSync(copy).size > 0, 60_000);
    const camera = watch(onTestFinished, { kind: 'rtsp', url });
    await seconds(camera, 3);
    server.order('size', 'caps', 'video/x-raw,width=640,height=360');
    await until(
      'the other size',
      () => camera.stretches.some(({ init, parts }) => init.init.video?.width === 640 && parts.length > 10),
      60_000,
    );
    expect(camera.log()).toContain('the picture became another');
    for (const stretch of camera.stretches) expect((await probed(stretch)).complaints).toBe('');
    expect(camera.stretches.map(({ init }) => init.init.video?.width)).toEqual([320, 640]);
  });

  it.concurrent.for([
    ['rtsp', '3600'],
    ['rtsp', '-1800'],
    ['rtmp', '3600'],
    ['rtmp', '-1800'],
  ] as const)(
    'a jump of the camera’s clock leaves no part that is longer than it was (%s, by %s s)',
    async ([kind, by], { onTestFinished }) => {
      const url = `${kind}://127.0.0.1:${await freePort()}/live/a`;
      const camera = watch(onTestFinished, { kind: kind === 'rtsp' ? 'rtsp-listen' : 'rtmp-listen', url });
      const steady = [...card('320x180', '25', 12), ...x264(50, ['-tune', 'zerolatency'])];
      const file = await recording('h264-steady.mp4', steady);
      const shift = `setts=ts=TS+1800/TB+if(gt(N\\,75)\\,${by}/TB\\,0)`;
      const format = kind === 'rtsp' ? ['-f', 'rtsp', '-rtsp_transport', 'tcp'] : ['-f', 'flv'];
      push(onTestFinished, ['-re', '-i', file, '-c', 'copy', '-bsf:v', shift, ...format, url]);
      await until('six seconds', () => camera.stretches.reduce((sum, one) => sum + secondsOf(one), 0) > 6, 60_000);
      for (const { parts } of camera.stretches) {
        for (const [i, part] of parts.entries()) {
          expect(part.durationMs).toBeLessThanOrEqual(2_000);
          const before = parts[i - 1];
          if (before) expect(Math.abs(part.startMs - before.startMs - before.durationMs)).toBeLessThan(2_000);
        }
      }
    },
  );

  it.concurrent('another codec is refused at once, and H.264 is taken again at once', async ({ onTestFinished }) => {
    const url = `rtsp://127.0.0.1:${await freePort()}/live/a`;
    const camera = watch(onTestFinished, { kind: 'rtsp-listen', url });
    const steady = await recording('h264-steady.mp4', [
      ...card('320x180', '25', 12),
      ...x264(50, ['-tune', 'zerolatency']),
    ]);
    const hevc = (await made.hevc?.()) ?? '';
    const send = async (file: string, holds: () => unknown): Promise<void> => {
      const pusher = pushWith([
        ...['-re', '-stream_loop', '-1', '-i', file, '-c', 'copy', '-f', 'rtsp', '-rtsp_transport', 'tcp', url],
      ]);
      onTestFinished(() => pusher.stop());
      await until('it is seen', holds, 60_000);
      await pusher.stop();
    };
    await send(steady, () => camera.count() > 10);
    const before = camera.stretches.length;
    await send(hevc, () => camera.camera.health().findings.includes('hevc'));
    expect(camera.stretches).toHaveLength(before);
    await send(steady, () => (camera.stretches[before]?.parts.length ?? 0) > 10);
    expect(camera.camera.health().refused).toBeUndefined();
  });

  it.concurrent('half as many frames a second begin a new epoch', async ({ onTestFinished }) => {
    const slow = await recording('h264-halves.mp4', [
      ...card('320x180', '25', 24),
      ...['-vf', "select='lt(t,10)+not(mod(n,2))'", '-vsync', 'vfr', ...x264(25, ['-tune', 'zerolatency'])],
    ]);
    const camera = fileCamera(onTestFinished, slow);
    await until('a second epoch', () => camera.stretches.filter(({ parts }) => parts.length > 10).length >= 2, 60_000);
    const [first, second] = camera.stretches;
    expect(first && partTimes(first.parts.slice(0, 20)).usual).toBeCloseTo(200, 0);
    expect(second && partTimes(second.parts.slice(0, 20)).usual).toBeCloseTo(240, 0);
  });
});
