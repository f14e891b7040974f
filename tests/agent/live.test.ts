/** From camera to province: what is kept, what leaves, and what a cut stops. */

import { describe, expect, it } from 'vitest';
import { openHearing, testHearing } from './hearing.ts';
import { durationOf, partsOf, probe } from './media.ts';
import type { Province } from './province.ts';
import { onScene } from './scene.ts';
import { sleep, until } from './wait.ts';

const committed = (province: Province) =>
  province.events
    .filter((event) => event.type === 'recording.committed')
    .map(
      (event) =>
        event.data as {
          segments: { number: number; sha256: string; start: string; durationMs: number }[];
          gaps: { from: string; to: string; cause: string }[];
        },
    );

describe.concurrent('a hearing on air', () => {
  it.concurrent(
    'reaches the province as whole segments on key frames, in parts of 200 ms, without a hole',
    onScene(async ({ province, agent }) => {
      openHearing(testHearing(agent));
      const opened = Date.now();
      const kept = await until('three segments', () => province.kept().length >= 3 && province.kept());
      const init = province.inits.get(kept[0]?.epoch ?? '');
      if (!init) throw new Error('no init');

      const { frames, streams, complaints } = await probe(init, kept);
      expect(complaints).toBe('');
      expect(streams.sort()).toEqual(['audio', 'video']);
      expect(frames).toBe(Math.round(kept.reduce((sum, one) => sum + durationOf(init, one), 0) / 40));
      for (const segment of kept) {
        const parts = partsOf(init, segment);
        expect(parts[0]?.key).toBe(true);
        for (const part of parts) expect(part.durationMs).toBeLessThanOrEqual(200);
        for (const part of parts.slice(0, -1)) expect(part.durationMs).toBeGreaterThanOrEqual(170);
      }
      for (const [i, segment] of kept.entries()) {
        const next = kept[i + 1];
        if (!next) continue;
        const expected = Date.parse(segment.start) + durationOf(init, segment);
        expect(Math.abs(Date.parse(next.start) - expected)).toBeLessThanOrEqual(50);
      }
      // Kept from a second after the press on, though it left only after five.
      expect(Date.parse(kept[0]?.start ?? '') - opened).toBeGreaterThanOrEqual(995);
      expect(Date.parse(kept[0]?.start ?? '') - opened).toBeLessThan(2500);
      const firstBytes = Math.min(...province.arrivals.map((one) => one.at));
      expect(firstBytes - opened).toBeGreaterThanOrEqual(4900);
      expect([...province.epochs.values()][0]).toMatchObject({
        frameRate: 25,
        partTargetMs: 200,
        width: 320,
        height: 180,
      });
    }),
  );

  it.concurrent(
    'stops at once with a cut, declares the gap, and goes on with the next number after five seconds',
    onScene(async ({ province, agent }) => {
      const hearing = testHearing(agent);
      openHearing(hearing);
      await until('it is on air', () => province.arrivals.length > 10);
      const cut = hearing.enter('feed.cut', { order: 'theo lệnh Chủ tọa' });
      const cutAt = Date.now();
      // What was filmed before it follows for the recording once the province has the cut; then nothing more.
      await until('the province has it', () => province.acceptedAt(cut) !== undefined);
      const newest = () => Math.max(...province.arrivals.map((one) => one.at));
      await until('what was kept has followed', () => Date.now() - newest() > 1500);
      const last = newest();
      expect(agent.spool.segments().every((segment) => segment.sent)).toBe(true);
      await sleep(2500);
      expect(newest()).toBe(last);
      // On a slow machine a camera's parts may be dated a little ahead of their coming.
      for (const segment of agent.spool.segments())
        expect(segment.startMs + segment.durationMs).toBeLessThanOrEqual(cutAt + 500);
      const before = province.kept().length;
      expect(before).toBeGreaterThan(0);

      const reopenedAt = Date.now();
      hearing.enter('feed.reopened', { lifts: cut });
      await sleep(4000);
      expect(Math.max(...province.arrivals.map((one) => one.at))).toBe(last);
      await until('it is on air again', () => Math.max(...province.arrivals.map((one) => one.at)) > reopenedAt, 8000);
      const kept = await until('a segment behind the cut', () => province.kept().length > before && province.kept());
      const first = kept[before];
      expect(first?.number).toBe((kept[before - 1]?.number ?? 0) + 1);
      expect(Date.parse(first?.start ?? '')).toBeGreaterThanOrEqual(reopenedAt + 995);
      expect(Date.parse(first?.start ?? '') - reopenedAt).toBeLessThan(2500);

      hearing.enter('hearing.closed');
      const gaps = await until('the commit at the end of the sitting', () => {
        const found = committed(province).flatMap((one) => one.gaps);
        return found.some((gap) => gap.to === first?.start) && found;
      });
      const gap = gaps.find((one) => one.to === first?.start);
      const lastKept = kept[before - 1];
      const init = province.inits.get(lastKept?.epoch ?? '');
      expect(gap?.cause).toBe('cut');
      if (lastKept && init) {
        expect(
          Math.abs(Date.parse(gap?.from ?? '') - Date.parse(lastKept.start) - durationOf(init, lastKept)),
        ).toBeLessThanOrEqual(1);
      }
      const stated = new Map(
        committed(province)
          .flatMap((one) => one.segments)
          .map((one) => [one.number, one.sha256]),
      );
      for (const segment of province.kept()) expect(stated.get(segment.number)).toBe(segment.sha256);
    }),
  );

  it.concurrent(
    'never was what is taken back within five seconds',
    onScene(async ({ province, agent }) => {
      const hearing = testHearing(agent);
      openHearing(hearing);
      await until('it is on air', () => province.arrivals.length > 10);
      hearing.enter('hearing.deliberation.started', { purpose: 'judgment' });
      await sleep(1000);
      const wrong = hearing.enter('hearing.pronouncing.started', { of: 'judgment' });
      await sleep(3000);
      expect(agent.units[0]?.recorder.verdict().state).toBe('held');
      hearing.enter('hearing.event.retracted', {}, { corrects: wrong });
      const bytes = province.arrivals.length;
      await sleep(4000);
      expect(agent.units[0]?.recorder.verdict()).toMatchObject({ state: 'cut', cause: 'deliberation' });
      expect(province.arrivals.length).toBe(bytes);
      expect(agent.spool.segments().every((segment) => segment.startMs < Date.now() - 7500)).toBe(true);
    }),
  );

  it.concurrent(
    'has no sound where the permission is for the picture alone',
    onScene(async ({ province, agent }) => {
      openHearing(testHearing(agent), 'picture_only');
      const kept = await until('a segment', () => province.kept().length >= 1 && province.kept(), 30_000);
      const init = province.inits.get(kept[0]?.epoch ?? '');
      if (!init) throw new Error('no init');
      expect((await probe(init, kept)).streams).toEqual(['video']);
      for (const one of province.inits.values()) expect(Buffer.from(one).includes('mp4a')).toBe(false);
    }),
  );

  it.concurrent(
    'is cut by the province when the desk brings it, and only the province lifts it',
    onScene(async ({ province, agent }) => {
      const hearing = testHearing(agent);
      openHearing(hearing);
      await until('it is on air', () => province.arrivals.length > 10);
      const now = new Date().toISOString();
      province.put({
        specversion: '1.0',
        id: 'cut-1',
        source: '/service',
        type: 'feed.cut',
        subject: `hearings/${hearing.id}`,
        time: now,
        recordedtime: now,
        sequence: '000000000001',
        data: { order: 'tỉnh' },
      });
      await until('the agent is cut', () => agent.units[0]?.recorder.verdict().state === 'cut', 5000);
      hearing.enter('feed.reopened', { lifts: '/service#cut-1' });
      await sleep(6000);
      expect(agent.units[0]?.recorder.verdict()).toMatchObject({ state: 'cut', cause: 'clerk' });
    }),
  );
});

it.concurrent(
  'shows nothing of a room without a sitting, and keeps nothing',
  onScene(async ({ province, agent }) => {
    await sleep(3000);
    expect(agent.units[0]?.camera.health()).toMatchObject({ state: 'running', fps: 25, keyIntervalMs: 1000 });
    expect(agent.units[0]?.recorder.verdict()).toEqual({ state: 'off' });
    expect(agent.spool.segments()).toEqual([]);
    expect(province.arrivals).toEqual([]);
  }),
);

it.concurrent(
  'a rejected opening leaves the fold, and a rejected cut stays',
  onScene(async ({ province, agent }) => {
    province.refuse.add('hearing.opened');
    openHearing(testHearing(agent));
    await until('it was rejected', () => agent.outbox.rejected().length === 1);
    await sleep(6000);
    expect(agent.units[0]?.recorder.verdict()).toMatchObject({ state: 'cut', cause: 'not_open' });
    expect(province.arrivals).toEqual([]);
  }),
);
