import { describe, expect, it } from 'vitest';
import { daysOf, scaleOf, ticksOf } from './scale.ts';
import { parseThumbnails } from './thumbnails.ts';
import { absenceAt, at, lastAt, tracksOf, withDamaged } from './tracks.ts';

const T = Date.parse('2021-04-15T01:00:00Z');
const HOUR = 3_600_000;

describe('scale', () => {
  const scale = scaleOf([
    { from: T, to: T + 3 * HOUR },
    { from: T + 24 * HOUR, to: T + 25 * HOUR },
  ]);
  it('leaves the night out', () => {
    expect(scale?.totalMs).toBe(4 * HOUR);
    expect(scale?.seams).toEqual([0.75]);
    expect(scale?.place(T + 1.5 * HOUR)).toBe(0.375);
    expect(scale?.place(T + 10 * HOUR)).toBe(0.75);
    expect(scale?.place(T + 24.5 * HOUR)).toBe(0.875);
  });
  it('finds the date of every place again', () => {
    for (const date of [T, T + HOUR, T + 3 * HOUR, T + 24.25 * HOUR, T + 25 * HOUR])
      expect(scale?.date(scale.place(date))).toBe(date);
    expect(scale?.date(2)).toBe(T + 25 * HOUR);
    expect(scale?.date(-1)).toBe(T);
  });
  it('keeps a short pause between sittings on the line', () => {
    const one = scaleOf([
      { from: T, to: T + HOUR },
      { from: T + HOUR + 60_000, to: T + 2 * HOUR },
    ]);
    expect(one?.stretches).toEqual([{ from: T, to: T + 2 * HOUR }]);
  });
  it('is nothing without a sitting', () => {
    expect(scaleOf([])).toBeUndefined();
    expect(scaleOf([{ from: T, to: T }])).toBeUndefined();
  });
  it('names the days where there are several', () => {
    const dayOf = (date: number) => new Date(date).toISOString().slice(0, 10);
    expect(scale && daysOf(scale, dayOf)).toEqual([T, T + 24 * HOUR]);
    const one = scaleOf([
      { from: T, to: T + HOUR },
      { from: T + 2 * HOUR, to: T + 3 * HOUR },
    ]);
    expect(one?.seams).toHaveLength(1);
    expect(one && daysOf(one, dayOf)).toEqual([]);
  });
  it('writes round moments with room between them', () => {
    const ticks = scale ? ticksOf(scale, 0.2) : [];
    expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 16))).toEqual([
      '01:00',
      '02:00',
      '03:00',
      '04:00',
      '01:00',
      '02:00',
    ]);
  });
});

describe('tracks', () => {
  const timeline = {
    hearing: 'h',
    version: 1,
    stages: [
      { stage: 'preparing', from: '2021-04-15T01:00:00.000Z', to: '2021-04-15T01:10:00.000Z' },
      { stage: 'opening', from: '2021-04-15T01:10:00.000Z' },
    ],
    sittings: [],
    restrictions: [
      {
        cause: 'not_open' as const,
        picture: true,
        sound: true,
        from: '2021-04-15T01:00:00.000Z',
        to: '2021-04-15T01:10:00.000Z',
      },
      { cause: 'clerk' as const, picture: true, sound: true, from: '2021-04-15T01:20:00.000Z', feeds: ['b'] },
      { cause: 'not_permitted' as const, picture: false, sound: true, from: '2021-04-15T01:00:00.000Z' },
    ],
    feeds: [
      { feed: 'a', feedName: 'A', feedRole: 'panel' as const, recorded: [], filled: [], gaps: [] },
      { feed: 'b', feedName: 'B', feedRole: 'floor' as const, recorded: [], filled: [], gaps: [] },
    ],
  };
  const now = T + HOUR;
  it('ends at now what lasts', () => {
    const { stages } = tracksOf(timeline, 'a', now);
    expect(stages.at(-1)).toEqual({ stage: 'opening', from: T + 600_000, to: now });
    expect(at(stages, T + 30_000)?.stage).toBe('preparing');
    expect(lastAt(stages, now + HOUR)?.stage).toBe('opening');
  });
  it('locks what withholds the picture of that camera', () => {
    expect(tracksOf(timeline, 'a', now).locked.map((one) => one.cause)).toEqual(['not_open']);
    expect(tracksOf(timeline, 'b', now).locked.map((one) => one.cause)).toEqual(['not_open', 'clerk']);
  });
  it('locks nothing where nothing was to be captured: that is a gap', () => {
    const [a, b] = timeline.feeds;
    const gap = (from: string, to: string, cause: 'off' | 'cut') => ({
      from: `2021-04-15T01:${from}:00.000Z`,
      to: `2021-04-15T01:${to}:00.000Z`,
      cause,
    });
    const feeds = [{ ...a, gaps: [gap('00', '06', 'off'), gap('06', '10', 'cut')] }, b] as typeof timeline.feeds;
    const { gaps, locked } = tracksOf({ ...timeline, feeds }, 'a', now);
    expect(gaps.map((one) => one.cause)).toEqual(['off', 'cut']);
    expect(locked).toEqual([{ cause: 'not_open', from: T + 6 * 60_000, to: T + 10 * 60_000 }]);
  });
});

describe('thumbnails', () => {
  it('reads sprites by date', () => {
    const vtt =
      'WEBVTT\n\n00:00.000 --> 00:10.000\nsprite-0.jpg#xywh=0,0,160,90\n\n1\n01:00:10.000 --> 01:00:20.000\n/x/s.jpg#xywh=160,0,160,90\n';
    const found = parseThumbnails(vtt, 'http://h/media/hearings/1/f/thumbnails.vtt', T);
    expect(found).toEqual([
      { from: T, to: T + 10_000, url: 'http://h/media/hearings/1/f/sprite-0.jpg', x: 0, y: 0, width: 160, height: 90 },
      { from: T + HOUR + 10_000, to: T + HOUR + 20_000, url: 'http://h/x/s.jpg', x: 160, y: 0, width: 160, height: 90 },
    ]);
  });
});

describe('what has no picture', () => {
  const stretch = (from: number, to: number) => ({ from: T + from * 1000, to: T + to * 1000 });
  const tracks = {
    stages: [],
    recorded: [stretch(0, 100), stretch(160, 300)],
    filled: [{ ...stretch(200, 220), filledAt: T + HOUR }],
    gaps: [{ ...stretch(100, 160), cause: 'line' as const }],
    locked: [{ ...stretch(140, 170), cause: 'deliberation' as const }],
  };
  it('is locked before it is missing', () => {
    expect(absenceAt(tracks, T + 150_000)).toMatchObject({ kind: 'locked', cause: 'deliberation' });
    expect(absenceAt(tracks, T + 120_000)).toEqual({ kind: 'gap', ...stretch(100, 160), cause: 'line' });
    expect(absenceAt(tracks, T + 50_000)).toBeUndefined();
  });
  it('is damaged where the player found that it does not play', () => {
    const found = withDamaged(tracks, [stretch(204, 208)]);
    expect(found.recorded).toEqual([stretch(0, 100), stretch(160, 204), stretch(208, 300)]);
    expect(found.filled.map(({ from, to }) => [from, to])).toEqual([
      [T + 200_000, T + 204_000],
      [T + 208_000, T + 220_000],
    ]);
    expect(absenceAt(found, T + 206_000)).toMatchObject({ cause: 'damaged' });
    expect(withDamaged(tracks, [])).toBe(tracks);
  });
});
