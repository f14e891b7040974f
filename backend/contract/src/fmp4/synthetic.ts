/** Writes small fragmented MP4 for tests: correct boxes, meaningless samples. */
import { joinBytes } from '../join-bytes.ts';

export type SyntheticFragment = {
  sequence?: number;
  video?: { startTicks: number; durations: number[]; key: boolean; sampleBytes?: number };
  audio?: { startTicks: number; durations: number[] };
};

export const SYNTHETIC_VIDEO_TIMESCALE = 12_800;
export const SYNTHETIC_AUDIO_TIMESCALE = 48_000;

type Part = Uint8Array | number[];

export const joined = (...parts: Part[]): Uint8Array => joinBytes(parts);

export const u16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
export const u64 = (value: number): number[] => [...u32(Math.floor(value / 2 ** 32)), ...u32((value % 2 ** 32) >>> 0)];
const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const letters = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

export const box = (type: string, ...body: Part[]): Uint8Array => {
  const content = joined(...body);
  return joined(u32(content.length + 8), letters(type), content);
};
const full = (type: string, version: number, flags: number, ...body: Part[]): Uint8Array =>
  box(type, u32(version * 2 ** 24 + flags), ...body);

const VIDEO_ENTRY = (width: number, height: number): Uint8Array =>
  box('avc1', zeros(24), u16(width), u16(height), zeros(50), box('avcC', [1, 0x4d, 0x40, 0x1e, 0xff, 0xe0, 0]));

const ESDS = full('esds', 0, 0, [3, 25, 0, 1, 0, 4, 17, 0x40, 0x15, ...zeros(11), 5, 2, 0x12, 0x10, 6, 1, 2]);
const AUDIO_ENTRY = box('mp4a', zeros(16), u16(1), u16(16), zeros(4), u32(48_000 * 65_536), ESDS);

const track = (id: number, handler: string, timescale: number, entry: Uint8Array): Uint8Array =>
  box(
    'trak',
    full('tkhd', 0, 3, zeros(8), u32(id), zeros(68)),
    box(
      'mdia',
      full('mdhd', 0, 0, zeros(8), u32(timescale), zeros(8)),
      full('hdlr', 0, 0, zeros(4), letters(handler), zeros(13)),
      box('minf', box('stbl', full('stsd', 0, 0, u32(1), entry))),
    ),
  );

/** Video is track 1, sound track 2. */
export function syntheticInit(
  kinds: { video?: boolean; audio?: boolean; width?: number; height?: number } = {},
): Uint8Array {
  const video = kinds.video ?? true;
  const audio = kinds.audio ?? false;
  const trex = (id: number): Uint8Array => full('trex', 0, 0, u32(id), u32(1), zeros(12));
  return joined(
    box('ftyp', letters('iso6'), u32(0), letters('iso6cmfc')),
    box(
      'moov',
      full('mvhd', 0, 0, zeros(96)),
      ...(video
        ? [track(1, 'vide', SYNTHETIC_VIDEO_TIMESCALE, VIDEO_ENTRY(kinds.width ?? 640, kinds.height ?? 360))]
        : []),
      ...(audio ? [track(2, 'soun', SYNTHETIC_AUDIO_TIMESCALE, AUDIO_ENTRY)] : []),
      box('mvex', ...(video ? [trex(1)] : []), ...(audio ? [trex(2)] : [])),
    ),
  );
}

/** A moof + mdat. Default-base-is-moof, tfdt of 64 bits, durations and sizes per sample. */
export function syntheticFragment(fragment: SyntheticFragment): Uint8Array {
  const traf = (id: number, start: number, durations: number[], size: number, firstFlags: number): Uint8Array =>
    box(
      'traf',
      full('tfhd', 0, 0x020020, u32(id), u32(0x01010000)),
      full('tfdt', 1, 0, u64(start)),
      full(
        'trun',
        0,
        0x305,
        u32(durations.length),
        u32(0),
        u32(firstFlags),
        ...durations.map((duration) => joined(u32(duration), u32(size))),
      ),
    );
  const { video, audio } = fragment;
  const videoSize = video?.sampleBytes ?? 16;
  const data = (video?.durations.length ?? 0) * videoSize + (audio?.durations.length ?? 0) * 4;
  return joined(
    box(
      'moof',
      full('mfhd', 0, 0, u32(fragment.sequence ?? 1)),
      ...(video ? [traf(1, video.startTicks, video.durations, videoSize, video.key ? 0x02000000 : 0x01010000)] : []),
      ...(audio ? [traf(2, audio.startTicks, audio.durations, 4, 0x02000000)] : []),
    ),
    box('mdat', new Uint8Array(data)),
  );
}
