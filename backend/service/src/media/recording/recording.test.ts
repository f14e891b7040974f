import { describe, expect, test } from 'vitest';
import { union, within, without } from '../../platform/intervals.ts';
import { type CoverageGap, coverageOf, filledOf } from './coverage.ts';
import { entriesOf, isWithheld, pinned } from './listing.ts';
import { recordingPlaylist, skippableEntries } from './playlist.ts';
import type { RecordedSegment } from './segments.ts';
import { cueTime, thumbnailsVtt } from './thumbnails.ts';

const T0 = Date.parse('2021-04-15T01:00:00.000Z');
const segment = (number: number, startS: number, more: Partial<RecordedSegment> = {}): RecordedSegment => ({
  feed: 'ls-a-1',
  epoch: 'epoch-a',
  number,
  arrival: number,
  startMs: T0 + startS * 1000,
  durationMs: 4000,
  bytes: 1,
  sha256: '',
  hasAudio: true,
  thumbnail: true,
  ...more,
});
const sitting = { fromMs: T0 };
const span = (fromS: number, toS: number) => ({ fromMs: T0 + fromS * 1000, toMs: T0 + toS * 1000 });
const withheld = (fromS: number, toS: number, what = { picture: true, sound: true }) => ({
  ...span(fromS, toS),
  ...what,
});
const shape = (entries: ReturnType<typeof entriesOf>): string =>
  entries
    .map(
      ({ kind, discontinuity, segment: of }) =>
        `${discontinuity ? '|' : ''}${kind === 'gap' ? 'g' : 's'}${of ? of.number : ''}`,
    )
    .join(' ');

describe('intervals', () => {
  test('union, without, within', () => {
    expect(union([span(5, 6), span(0, 2), span(1, 3)])).toEqual([span(0, 3), span(5, 6)]);
    expect(without([span(0, 10)], [span(2, 3), span(9, 12)])).toEqual([span(0, 2), span(3, 9)]);
    expect(within([span(0, 4), span(6, 8)], [span(2, 7)])).toEqual([span(2, 4), span(6, 7)]);
  });
});

describe('listing', () => {
  test('a playlist that is loaded again only grows; a later fill appears at a new opening', () => {
    const here = [segment(0, 0), segment(2, 8, { arrival: 1 })];
    expect(pinned(here, 1).map((one) => one.number)).toEqual([0, 2]);
    const later = [...here, segment(1, 4, { arrival: 2 }), segment(3, 12, { arrival: 3 })];
    expect(pinned(later, 1).map((one) => one.number)).toEqual([0, 2, 3]);
    expect(pinned(later, 3).map((one) => one.number)).toEqual([0, 1, 2, 3]);
  });

  test('rule 3: the target duration stays as the playlist grows; a longer segment appears at a new opening', () => {
    const here = [segment(0, 0), segment(1, 4, { arrival: 2, durationMs: 9000 }), segment(2, 13, { arrival: 3 })];
    expect(pinned(here, 0).map((one) => one.number)).toEqual([0, 2]);
    const target = (asOf: number, of: RecordedSegment[]) =>
      /TARGETDURATION:(\d+)/.exec(
        recordingPlaylist({ entries: entriesOf(pinned(of, asOf), [sitting], []), ended: false, complete: false }),
      )?.[1];
    expect(target(0, here.slice(0, 1))).toBe('6');
    expect(target(0, here)).toBe('6');
    expect(target(3, here)).toBe('9');
  });

  test('a short hole is declared as gaps, a long one a discontinuity', () => {
    expect(shape(entriesOf([segment(0, 0), segment(3, 12)], [sitting], []))).toBe('s0 g g s3');
    expect(shape(entriesOf([segment(0, 0), segment(20, 80)], [sitting], []))).toBe('s0 |s20');
  });

  test('another epoch is a discontinuity, after the gap that lies between', () => {
    const next = segment(0, 6, { epoch: 'epoch-b' });
    expect(shape(entriesOf([segment(0, 0), next], [sitting], []))).toBe('s0 g |s0');
  });

  test('between sittings a discontinuity; what lies outside them is not listed', () => {
    const two = [span(0, 4), span(10, 30)];
    expect(shape(entriesOf([segment(0, 0), segment(1, 5), segment(2, 12)], two, []))).toBe('s0 |s2');
  });

  test('what is withheld keeps its place as a gap', () => {
    const all = [segment(0, 0), segment(1, 4), segment(2, 8)];
    expect(shape(entriesOf(all, [sitting], [withheld(5, 6)]))).toBe('s0 g1 s2');
  });

  test('sound withheld refuses segments with sound, and spares those without', () => {
    const sound = [withheld(0, 60, { picture: false, sound: true })];
    expect(isWithheld(segment(0, 0), sound)).toBe(true);
    expect(isWithheld(segment(0, 0, { hasAudio: false }), sound)).toBe(false);
    expect(isWithheld(segment(0, 0), [])).toBe(false);
  });
});

describe('playlist', () => {
  const entries = entriesOf([segment(0, 0), segment(2, 8), segment(0, 90, { epoch: 'epoch-b' })], [sitting], []);

  test('grows as EVENT, then ends; VOD when opened after its end', () => {
    expect(recordingPlaylist({ entries, ended: false, complete: true })).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(recordingPlaylist({ entries, ended: false, complete: true })).not.toContain('ENDLIST');
    expect(recordingPlaylist({ entries, ended: true, complete: false })).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    const over = recordingPlaylist({ entries, ended: true, complete: true });
    expect(over).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
    expect(over.trimEnd().endsWith('#EXT-X-ENDLIST')).toBe(true);
  });

  test('maps, dates, gaps and discontinuities', () => {
    expect(recordingPlaylist({ entries, ended: false, complete: true }).split('\n').slice(7)).toEqual([
      '#EXT-X-MAP:URI="epoch-a/init.mp4"',
      '#EXT-X-PROGRAM-DATE-TIME:2021-04-15T01:00:00.000Z',
      '#EXTINF:4,',
      'epoch-a/s0.m4s',
      '#EXT-X-PROGRAM-DATE-TIME:2021-04-15T01:00:04.000Z',
      '#EXT-X-GAP',
      '#EXTINF:4,',
      `gap.m4s?at=${T0 + 4000}`,
      '#EXT-X-PROGRAM-DATE-TIME:2021-04-15T01:00:08.000Z',
      '#EXTINF:4,',
      'epoch-a/s2.m4s',
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-MAP:URI="epoch-b/init.mp4"',
      '#EXT-X-PROGRAM-DATE-TIME:2021-04-15T01:01:30.000Z',
      '#EXTINF:4,',
      'epoch-b/s0.m4s',
      '',
    ]);
  });

  test('a delta leaves out what is older than the skip boundary', () => {
    const long = entriesOf(
      Array.from({ length: 30 }, (_, i) => segment(i, i * 4)),
      [sitting],
      [],
    );
    expect(skippableEntries(long)).toBe(21);
    const delta = recordingPlaylist({ entries: long, ended: false, complete: true }, true);
    expect(delta).toContain('#EXT-X-SKIP:SKIPPED-SEGMENTS=21');
    expect(delta).not.toContain('epoch-a/s20.m4s');
    expect(delta).toContain('epoch-a/s21.m4s');
    expect(delta).not.toContain('EXT-X-MAP');
    const ended = recordingPlaylist({ entries: long, ended: true, complete: true }, true);
    expect(ended).not.toContain('EXT-X-SKIP');
  });
});

describe('coverage', () => {
  const now = T0 + 3_600_000;
  const cover = (recorded: [number, number][], stated: CoverageGap[] = [], committed: [number, number][] = []) =>
    coverageOf({
      sittings: [span(0, 600)],
      recorded: recorded.map(([from, to]) => span(from, to)),
      stated,
      committed: committed.map(([from, to]) => span(from, to)),
      nowMs: now,
    });

  test('whole', () => {
    expect(
      cover([
        [0, 300],
        [300.1, 600],
      ]),
    ).toEqual({ recorded: [span(0, 600)], gaps: [] });
  });

  test('what came late is one filling with its neighbours, done with its last piece, and no more than the sittings', () => {
    const late = (from: number, to: number, storedS: number) => ({ ...span(from, to), storedMs: T0 + storedS * 1000 });
    expect(filledOf([late(104, 108, 900), late(100, 104, 950), late(596, 604, 2000)], [span(0, 600)])).toEqual([
      { ...span(100, 108), filledMs: T0 + 950_000 },
      { ...span(596, 600), filledMs: T0 + 2_000_000 },
    ]);
  });

  test('stated gaps have their cause; committed and not here is the line', () => {
    const { gaps } = cover(
      [
        [0, 100],
        [200, 600],
      ],
      [{ ...span(100, 130), cause: 'cut' }],
      [[130, 200]],
    );
    expect(gaps).toEqual([
      { ...span(100, 130), cause: 'cut' },
      { ...span(130, 200), cause: 'line' },
    ]);
  });

  test('what was recorded after all is no gap, whatever was stated', () => {
    expect(cover([[0, 600]], [{ ...span(100, 130), cause: 'camera' }]).gaps).toEqual([]);
  });

  test('silence: before the newest known it was the line, after it the agent', () => {
    expect(
      cover([
        [0, 100],
        [200, 300],
      ]).gaps,
    ).toEqual([
      { ...span(100, 200), cause: 'line' },
      { ...span(300, 600), cause: 'agent' },
    ]);
  });

  test('silence while the picture is withheld is the cut, however long it lasts', () => {
    const { gaps } = coverageOf({
      sittings: [span(0, 600)],
      recorded: [span(0, 100), span(300, 400)],
      stated: [{ ...span(100, 130), cause: 'cut' }],
      committed: [],
      withheld: [span(100, 300), { fromMs: T0 + 400_000, toMs: Number.POSITIVE_INFINITY }],
      nowMs: T0 + 600_000,
    });
    expect(gaps).toEqual([
      { ...span(100, 300), cause: 'cut' },
      { ...span(400, 600), cause: 'cut' },
    ]);
  });

  test('what may still come is not called a gap', () => {
    const { gaps } = coverageOf({
      sittings: [span(0, 100)],
      recorded: [span(0, 80)],
      stated: [],
      committed: [],
      nowMs: T0 + 100_000,
    });
    expect(gaps).toEqual([]);
  });
});

describe('thumbnails', () => {
  test('cues run on the wall clock, and only what may be seen has one', () => {
    const entries = entriesOf([segment(0, 0), segment(1, 4), segment(2, 3700)], [sitting], [withheld(5, 6)]);
    expect(thumbnailsVtt(entries, T0)).toBe(
      [
        'WEBVTT',
        'NOTE origin 2021-04-15T01:00:00.000Z',
        '00:00:00.000 --> 00:00:04.000\nepoch-a/s0.jpg',
        '01:01:40.000 --> 01:01:44.000\nepoch-a/s2.jpg\n',
      ].join('\n\n'),
    );
    expect(cueTime(359_999_999)).toBe('99:59:59.999');
  });
});
