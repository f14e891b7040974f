// A day's clockwork in seconds: every playlist of a feed with bad luck, checked against the one before it.
import { randomOf } from '@giamsat/contract/testing/hostile-mp4';
import { expect, test } from 'vitest';
import { createDay } from './day/feed.ts';
import { checkAlone, checkDelta, checkPair, type Playlist, readLive } from './day/playlist-check.ts';

/** A whole day: `DAY_HOURS=24`, about a quarter of an hour. */
const HOURS = Number(process.env.DAY_HOURS ?? 1);
const SEED = Number(process.env.DAY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const T0 = Date.parse('2021-04-15T01:00:00.000Z');

test(`${HOURS} h, seed ${SEED}: no playlist contradicts its predecessor`, { timeout: HOURS * 120_000 }, async () => {
  const before = new Map<string, { playlist: Playlist; run: number }>();
  let playlists = 0;
  let skipping = 0;
  let restarts = 0;
  let failure: Error | undefined;
  const day = createDay(randomOf(SEED), T0, (window, { whole, delta }, run) => {
    const last = before.get(window);
    const now = readLive(whole);
    try {
      checkAlone(now);
      const restarted = last !== undefined && last.run !== run;
      if (last) checkPair(last.playlist, now, restarted);
      if (restarted) restarts++;
      if (last && !restarted && checkDelta(last.playlist, now, delta) > 0) skipping++;
    } catch (error) {
      failure ??= new Error(`seed ${SEED}, playlist ${playlists}: ${(error as Error).message}\n${whole}`, {
        cause: error,
      });
    }
    before.set(window, { playlist: now, run });
    playlists++;
  });
  await day.run(HOURS);
  if (failure) throw failure;
  console.log(
    `seed ${SEED}, ${HOURS} h: ${playlists} playlists, ${JSON.stringify({ ...day.counts, windows: before.size, restarts })}`,
  );
  expect(playlists).toBeGreaterThan(HOURS * 5000);
  expect(skipping).toBeGreaterThan(HOURS * 1000);
});

test('the check sees what it is there for', () => {
  const text = (msn: number, more: string) =>
    `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PART-INF:PART-TARGET=0.2\n#EXT-X-MEDIA-SEQUENCE:${msn}\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-MAP:URI="init0.mp4"\n${more}`;
  const segment = (msn: number, at: number) =>
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(T0 + at).toISOString()}\n#EXTINF:4,\ns${msn}.m4s\n`;
  const hint = (number: number) => `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p${number}.m4s"\n`;
  const good = readLive(text(0, segment(0, 0) + segment(1, 4000) + hint(40)));
  expect(() => checkAlone(good)).not.toThrow();
  expect(() => checkAlone(readLive(text(0, segment(0, 0) + segment(1, 9000) + hint(40))))).toThrow('rule 8');
  expect(() => checkPair(good, readLive(text(1, segment(1, 4000) + hint(40))), false)).not.toThrow();
  expect(() => checkPair(good, readLive(text(1, segment(1, 4010) + hint(40))), false)).toThrow('a segment changed');
  expect(() => checkPair(good, readLive(text(0, segment(0, 0) + hint(40))), false)).toThrow('a segment was lost');
  expect(() => checkPair(readLive(text(1, segment(1, 4000) + hint(40))), good, false)).toThrow('went back');
  const late = '#EXT-X-PART:DURATION=0.2,URI="p41.m4s"\n';
  expect(() => checkPair(good, readLive(text(0, segment(0, 0) + segment(1, 4000) + late + hint(42))), false)).toThrow(
    'hint',
  );
});
