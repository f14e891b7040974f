/** Reads an initialisation section (ftyp + moov): its tracks, their timescales and codecs, the size of the picture. */
import { type Box, boxAt, boxesIn, childrenOf, topBox } from './boxes.ts';
import { codecOf } from './codec.ts';
import { cursorOver } from './cursor.ts';
import { Mp4Error } from './error.ts';

export type TrackKind = 'video' | 'audio' | 'other';

export type Track = {
  id: number;
  kind: TrackKind;
  /** Ticks per second. */
  timescale: number;
  /** RFC 6381. */
  codec: string;
  /** Pixels; video only. */
  width?: number;
  height?: number;
  /** Hz; audio only. */
  sampleRate?: number;
  channels?: number;
  /** Defaults of `trex`, used where a fragment says nothing itself. */
  defaultDuration: number;
  defaultSize: number;
  defaultFlags: number;
};

export type Init = {
  tracks: Track[];
  /** RFC 6381, picture first: `avc1.4d401e,mp4a.40.2`. */
  codecs: string;
  video?: Track;
  audio?: Track;
};

export const MAX_INIT_BYTES = 256 * 1024;
const MAX_TRACKS = 8;

const fullBoxVersion = (bytes: Uint8Array, box: Box): number => cursorOver(bytes, box.body, box.end).u8();

const kindOf = (handler: number): TrackKind => {
  if (handler === 0x76696465) return 'video';
  if (handler === 0x736f756e) return 'audio';
  return 'other';
};

const trackId = (bytes: Uint8Array, trak: Box): number => {
  const box = boxAt(bytes, trak, 'tkhd');
  const read = cursorOver(bytes, box.body, box.end);
  read.skip(fullBoxVersion(bytes, box) === 1 ? 20 : 12);
  return read.u32();
};

const timescaleOf = (bytes: Uint8Array, mdia: Box): number => {
  const box = boxAt(bytes, mdia, 'mdhd');
  const read = cursorOver(bytes, box.body, box.end);
  read.skip(fullBoxVersion(bytes, box) === 1 ? 20 : 12);
  const timescale = read.u32();
  if (timescale === 0) throw new Mp4Error('value', 'a timescale of 0', box.start);
  return timescale;
};

const handlerOf = (bytes: Uint8Array, mdia: Box): TrackKind => {
  const box = boxAt(bytes, mdia, 'hdlr');
  const read = cursorOver(bytes, box.body, box.end);
  read.skip(8);
  return kindOf(read.u32());
};

const sampleEntry = (bytes: Uint8Array, mdia: Box): Box => {
  const stsd = boxAt(bytes, mdia, 'minf', 'stbl', 'stsd');
  const read = cursorOver(bytes, stsd.body, stsd.end);
  read.skip(8);
  const [entry] = boxesIn(bytes, read.at(), stsd.end);
  if (!entry) throw new Mp4Error('box-missing', 'stsd has no entry', stsd.start);
  return entry;
};

const mediaFields = (bytes: Uint8Array, kind: TrackKind, entry: Box): Partial<Track> => {
  const read = cursorOver(bytes, entry.body, entry.end);
  if (kind === 'video') {
    read.skip(24);
    return { width: read.u16(), height: read.u16() };
  }
  if (kind === 'audio') {
    read.skip(16);
    const channels = read.u16();
    read.skip(6);
    return { channels, sampleRate: read.u32() >>> 16 };
  }
  return {};
};

type Defaults = Pick<Track, 'defaultDuration' | 'defaultSize' | 'defaultFlags'>;

const defaultsByTrack = (bytes: Uint8Array, moov: Box): Map<number, Defaults> => {
  const defaults = new Map<number, Defaults>();
  for (const box of childrenOf(bytes, boxAt(bytes, moov, 'mvex'), 'trex')) {
    const read = cursorOver(bytes, box.body + 4, box.end);
    const id = read.u32();
    read.skip(4);
    defaults.set(id, { defaultDuration: read.u32(), defaultSize: read.u32(), defaultFlags: read.u32() });
  }
  return defaults;
};

/**
 * Parses an initialisation section of fragmented MP4.
 * @throws {Mp4Error} whatever is wrong with it; a file that is not fragmented lacks `mvex`.
 */
export function parseInit(bytes: Uint8Array): Init {
  if (bytes.byteLength > MAX_INIT_BYTES) throw new Mp4Error('too-large', 'the initialisation section is too large');
  const moov = topBox(bytes, 'moov');
  const defaults = defaultsByTrack(bytes, moov);
  const traks = childrenOf(bytes, moov, 'trak');
  if (traks.length > MAX_TRACKS) throw new Mp4Error('too-many', `${traks.length} tracks`, moov.start);
  const tracks = traks.map((trak): Track => {
    const id = trackId(bytes, trak);
    const mdia = boxAt(bytes, trak, 'mdia');
    const kind = handlerOf(bytes, mdia);
    const entry = sampleEntry(bytes, mdia);
    const own = defaults.get(id) ?? { defaultDuration: 0, defaultSize: 0, defaultFlags: 0 };
    return {
      id,
      kind,
      timescale: timescaleOf(bytes, mdia),
      codec: codecOf(bytes, entry),
      ...mediaFields(bytes, kind, entry),
      ...own,
    };
  });
  if (new Set(tracks.map((track) => track.id)).size !== tracks.length) {
    throw new Mp4Error('value', 'two tracks have the same number', moov.start);
  }
  const video = tracks.find((track) => track.kind === 'video');
  const audio = tracks.find((track) => track.kind === 'audio');
  if (!video && !audio) throw new Mp4Error('box-missing', 'no picture and no sound', moov.start);
  const codecs = [video, audio].flatMap((track) => (track ? [track.codec] : [])).join(',');
  return { tracks, codecs, ...(video ? { video } : {}), ...(audio ? { audio } : {}) };
}
