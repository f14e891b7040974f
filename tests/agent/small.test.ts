/** The small picture for weak lines: made of what is kept, and under the same cuts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { card, recording, x264 } from '../cameras/support/files.ts';
import { openHearing, testHearing } from './hearing.ts';
import { onScene, type Scene } from './scene.ts';
import { sleep, until } from './wait.ts';

let file = '';
beforeAll(async () => {
  file = await recording('h264-480p-sound.mp4', [
    ...[...card('640x480', '25', 16), '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', '16'],
    ...[...x264(25, ['-tune', 'zerolatency']), '-b:v', '1500k', '-c:a', 'aac', '-b:a', '64k'],
  ]);
});
const withSmall = (play: (scene: Scene) => Promise<void>) => () =>
  onScene(play, { kind: 'file', url: file, small: true })();

describe('the small picture', () => {
  it(
    'stops with a cut as the camera’s own does',
    withSmall(async ({ province, agent }) => {
      const hearing = testHearing(agent);
      openHearing(hearing);
      await until('it is on air', () => province.smallArrivals.length > 10, 60_000);
      const cut = hearing.enter('feed.cut', { order: 'theo lệnh Chủ tọa' });
      await until('the province has it', () => province.acceptedAt(cut) !== undefined);
      await sleep(1500);
      const before = province.smallArrivals.length;
      await sleep(3000);
      expect(province.smallArrivals.length).toBe(before);
      hearing.enter('feed.reopened', { lifts: cut });
      await until('it is on air again', () => province.smallArrivals.length > before + 5, 30_000);
    }),
  );

  it(
    'is sent by nobody who was not asked for it',
    onScene(async ({ province, agent }) => {
      openHearing(testHearing(agent));
      await until('a segment', () => province.kept().length >= 1, 30_000);
      expect(province.smallArrivals).toEqual([]);
    }),
  );
});
