/** Writes a segment index (`sidx`, ISO/IEC 14496-12 §8.16.3), by which players seek in a fragmented file without reading it. */
import { Mp4Error } from './error.ts';

export type Seekable = {
  trackId: number;
  timescale: number;
  /** Of the first picture. */
  startTicks: number;
  /** What follows the table, each piece beginning with a key frame. */
  pieces: readonly { bytes: number; durationMs: number }[];
};

const HEAD_BYTES = 40;
const PIECE_BYTES = 12;
const MAX_PIECES = 65_535;

export const seekTableBytes = (pieces: number): number => HEAD_BYTES + PIECE_BYTES * pieces;

/** @throws {Mp4Error} where it cannot hold so many, or so large ones. */
export function seekTable({ trackId, timescale, startTicks, pieces }: Seekable): Uint8Array {
  if (pieces.length > MAX_PIECES) throw new Mp4Error('too-many', `${pieces.length} pieces in one table`);
  const bytes = new Uint8Array(seekTableBytes(pieces.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  bytes.set([0x73, 0x69, 0x64, 0x78], 4);
  view.setUint8(8, 1);
  view.setUint32(12, trackId);
  view.setUint32(16, timescale);
  view.setBigUint64(20, BigInt(startTicks));
  view.setUint16(38, pieces.length);
  // Each ends where the next begins, so that roundings do not add up.
  let elapsedMs = 0;
  let ticks = 0;
  for (const [n, piece] of pieces.entries()) {
    if (piece.bytes > 0x7fff_ffff) throw new Mp4Error('too-large', 'a piece is too large for the table');
    elapsedMs += piece.durationMs;
    const until = Math.round((elapsedMs / 1000) * timescale);
    const at = HEAD_BYTES + n * PIECE_BYTES;
    view.setUint32(at, piece.bytes);
    view.setUint32(at + 4, until - ticks);
    // It begins with a picture that stands by itself (SAP of type 1).
    view.setUint32(at + 8, 0x9000_0000);
    ticks = until;
  }
  return bytes;
}
