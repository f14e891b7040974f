/** Reads a movie fragment (moof): per track its start, duration, number of samples, and whether it begins with a key frame. */
import { type Box, boxAt, boxesIn, childrenOf, topBox } from './boxes.ts';
import { cursorOver } from './cursor.ts';
import { Mp4Error } from './error.ts';
import type { Init, Track, TrackKind } from './init.ts';

export type FragmentTrack = {
  id: number;
  kind: TrackKind;
  timescale: number;
  /** Decode time of the first sample and sum of the sample durations, in ticks. */
  startTicks: number;
  durationTicks: number;
  /** The same in milliseconds, not rounded. */
  startMs: number;
  durationMs: number;
  samples: number;
  /** Bytes of its samples in the mdat. */
  bytes: number;
  /** The first sample is a sync sample. Always true of sound. */
  keyFirst: boolean;
};

export type Fragment = {
  tracks: FragmentTrack[];
  video?: FragmentTrack;
  audio?: FragmentTrack;
  /** Sum of all samples: what the mdat must hold at least. */
  dataBytes: number;
};

export const MAX_MOOF_BYTES = 1024 * 1024;
/** A minute of sound at 96 kHz in the smallest frames stays below. */
const MAX_SAMPLES = 50_000;

const NON_SYNC = 0x10000;

type Defaults = { id: number; duration: number; size: number; flags: number };

const readHeader = (bytes: Uint8Array, traf: Box, init: Init): { track: Track; defaults: Defaults } => {
  const box = boxAt(bytes, traf, 'tfhd');
  const read = cursorOver(bytes, box.body, box.end);
  const flags = read.u32() & 0xffffff;
  const id = read.u32();
  const track = init.tracks.find((candidate) => candidate.id === id);
  if (!track) throw new Mp4Error('value', `track ${id} is not in the initialisation section`, box.start);
  // An absolute offset holds in one file alone; a part is served by itself (CMAF, ISO/IEC 23000-19 §7.5.16).
  if (flags & 0x1) throw new Mp4Error('value', 'the fragment has an absolute data offset', box.start);
  if (flags & 0x2) read.skip(4);
  const duration = flags & 0x8 ? read.u32() : track.defaultDuration;
  const size = flags & 0x10 ? read.u32() : track.defaultSize;
  const sampleFlags = flags & 0x20 ? read.u32() : track.defaultFlags;
  return { track, defaults: { id, duration, size, flags: sampleFlags } };
};

const decodeTime = (bytes: Uint8Array, traf: Box): number => {
  const box = boxAt(bytes, traf, 'tfdt');
  const read = cursorOver(bytes, box.body, box.end);
  const version = read.u8();
  read.skip(3);
  return version === 1 ? read.u64() : read.u32();
};

type Run = { samples: number; ticks: number; bytes: number; firstFlags: number | undefined };

const readRun = (bytes: Uint8Array, box: Box, defaults: Defaults, budget: number): Run => {
  const read = cursorOver(bytes, box.body, box.end);
  const flags = read.u32() & 0xffffff;
  const samples = read.u32();
  if (samples > budget) throw new Mp4Error('too-many', `${samples} samples in one fragment`, box.start);
  if (flags & 0x1) read.skip(4);
  const firstFlags = flags & 0x4 ? read.u32() : undefined;
  const fields = [0x100, 0x200, 0x400, 0x800].filter((bit) => flags & bit).length;
  if (samples * fields * 4 > read.left())
    throw new Mp4Error('truncated', 'trun holds fewer samples than it says', box.start);
  const run: Run = {
    samples,
    ticks: 0,
    bytes: 0,
    firstFlags: samples > 0 ? (firstFlags ?? defaults.flags) : undefined,
  };
  if (!(flags & 0x100)) run.ticks = samples * defaults.duration;
  if (!(flags & 0x200)) run.bytes = samples * defaults.size;
  if (fields === 0) return run;
  for (let i = 0; i < samples; i++) {
    if (flags & 0x100) run.ticks += read.u32();
    if (flags & 0x200) run.bytes += read.u32();
    if (flags & 0x400) {
      const own = read.u32();
      if (i === 0 && firstFlags === undefined) run.firstFlags = own;
    }
    if (flags & 0x800) read.skip(4);
  }
  return run;
};

const readTrack = (bytes: Uint8Array, traf: Box, init: Init): FragmentTrack => {
  const { track, defaults } = readHeader(bytes, traf, init);
  const startTicks = decodeTime(bytes, traf);
  let samples = 0;
  let durationTicks = 0;
  let dataBytes = 0;
  let firstFlags: number | undefined;
  for (const box of childrenOf(bytes, traf, 'trun')) {
    const run = readRun(bytes, box, defaults, MAX_SAMPLES - samples);
    if (samples === 0) firstFlags = run.firstFlags;
    samples += run.samples;
    durationTicks += run.ticks;
    dataBytes += run.bytes;
  }
  const { id, kind, timescale } = track;
  return {
    id,
    kind,
    timescale,
    startTicks,
    durationTicks,
    startMs: (startTicks / timescale) * 1000,
    durationMs: (durationTicks / timescale) * 1000,
    samples,
    bytes: dataBytes,
    keyFirst: kind === 'audio' || (firstFlags !== undefined && (firstFlags & NON_SYNC) === 0),
  };
};

/**
 * Parses the fragment in `bytes` (a moof, whatever stands before or behind it), whose tracks `init` names.
 * @param mdatBytes payload of the mdat that follows; given, the samples must fit into it.
 * @throws {Mp4Error}
 */
export function parseFragment(bytes: Uint8Array, init: Init, mdatBytes?: number): Fragment {
  const moof = topBox(bytes, 'moof');
  if (moof.end - moof.start > MAX_MOOF_BYTES) throw new Mp4Error('too-large', 'the moof is too large', moof.start);
  const trafs = boxesIn(bytes, moof.body, moof.end).filter((box) => box.type === 'traf');
  if (trafs.length === 0) throw new Mp4Error('box-missing', 'a moof without a track', moof.start);
  if (trafs.length > 16) throw new Mp4Error('too-many', `${trafs.length} tracks in one fragment`, moof.start);
  const tracks = trafs.map((traf) => readTrack(bytes, traf, init));
  const dataBytes = tracks.reduce((sum, track) => sum + track.bytes, 0);
  if (mdatBytes !== undefined && dataBytes > mdatBytes) {
    throw new Mp4Error('box-size', `samples of ${dataBytes} bytes in an mdat of ${mdatBytes}`, moof.start);
  }
  const video = tracks.find((track) => track.kind === 'video' && track.samples > 0);
  const audio = tracks.find((track) => track.kind === 'audio' && track.samples > 0);
  return { tracks, dataBytes, ...(video ? { video } : {}), ...(audio ? { audio } : {}) };
}
