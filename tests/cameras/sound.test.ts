/** Every kind of sound that cameras send becomes AAC beside a copied picture; GStreamer's RTSP server is the camera. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../agent/wait.ts';
import { type GstServer, h264, SOUNDS, startGst } from './support/gst.ts';
import { probed, secondsOf, watchCamera } from './support/watch.ts';

let server: GstServer;
beforeAll(async () => {
  const streams = Object.fromEntries(Object.entries(SOUNDS).map(([name, sound]) => [`/${name}`, `${h264()} ${sound}`]));
  server = await startGst({ streams: { ...streams, '/none': h264() } });
});
afterAll(() => server.stop());

describe('sound', () => {
  it.concurrent.for(Object.keys(SOUNDS))('%s', async (name) => {
    const watched = watchCamera({ kind: 'rtsp', url: `rtsp://127.0.0.1:${server.port}/${name}` });
    try {
      const stretch = await until(
        'four seconds with sound',
        () => {
          const last = watched.stretches.at(-1);
          return last && secondsOf(last) > 4 && last.parts.filter(({ sound }) => sound).length > 10 && last;
        },
        60_000,
      );
      expect(stretch.init.init.codecs).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/);
      expect(await probed(stretch)).toMatchObject({ streams: ['video', 'audio'], complaints: '' });
      const { facts } = watched.camera.stream();
      expect(facts).toMatchObject({ picture: { codec: 'h264' }, sound: { codec: name } });
      await until('the level is heard', () => (watched.camera.health().levelDb ?? -120) > -40);
      expect(watched.camera.health().findings.includes('sound-encoded-anew')).toBe(name !== 'aac');
      expect(watched.camera.health()).toMatchObject({ silent: false });
    } finally {
      await watched.stop();
    }
  });

  it.concurrent('none at all', async () => {
    const watched = watchCamera({ kind: 'rtsp', url: `rtsp://127.0.0.1:${server.port}/none` });
    try {
      const stretch = await until(
        'four seconds',
        () => {
          const last = watched.stretches.at(-1);
          return last && secondsOf(last) > 4 && last;
        },
        60_000,
      );
      expect(stretch.init.init.codecs).toMatch(/^avc1\.[0-9a-f]{6}$/);
      expect(await probed(stretch)).toMatchObject({ streams: ['video'], complaints: '' });
      expect(watched.camera.health().findings).toContain('no-sound');
    } finally {
      await watched.stop();
    }
  });
});
