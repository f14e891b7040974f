/** Makes one file that plays through out of segments that were captured at several times: decode times moved, and a word in the file about what it is. */

import { joinBytes } from '../join-bytes.ts';
import { type Box, boxAt, boxesIn, childrenOf, topBox } from './boxes.ts';
import { Mp4Error } from './error.ts';
import type { Init } from './init.ts';

const encoder = new TextEncoder();
/** Names of boxes have four characters of Latin-1: `©nam` is one of them. */
const nameOf = (type: string): Uint8Array => Uint8Array.from(type, (character) => character.charCodeAt(0));

function box(type: string, ...content: Uint8Array[]): Uint8Array {
  const bytes = joinBytes([zeros(4), nameOf(type), ...content]);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}
const zeros = (count: number): Uint8Array => new Uint8Array(count);

/** A title and a comment as iTunes writes them, which players and `ffprobe` show. */
function spoken(title: string, comment: string): Uint8Array {
  const item = (type: string, text: string) =>
    box(type, box('data', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0), encoder.encode(text)));
  const handler = box('hdlr', zeros(8), encoder.encode('mdirappl'), zeros(9));
  return box('udta', box('meta', zeros(4), handler, box('ilst', item('\xa9nam', title), item('\xa9cmt', comment))));
}

/** The initialisation section with a title and a comment in it. @throws {Mp4Error} */
export function withWords(init: Uint8Array, title: string, comment: string): Uint8Array {
  const moov = topBox(init, 'moov');
  const words = spoken(title, comment);
  const kept = boxesIn(init, moov.body, moov.end)
    .filter(({ type }) => type !== 'udta')
    .map(({ start, end }) => init.subarray(start, end));
  return joinBytes([init.subarray(0, moov.start), box('moov', ...kept, words), init.subarray(moov.end)]);
}

/**
 * What decoders must know of the tracks, as text: segments of two sections with equal forms play through under either. @throws {Mp4Error}
 */
export function formOf(init: Uint8Array): string {
  const moov = topBox(init, 'moov');
  return childrenOf(init, moov, 'trak')
    .map((trak) => {
      const bytesOf = ({ start, end }: Box): string => init.subarray(start, end).join();
      const mdhd = boxAt(init, trak, 'mdia', 'mdhd');
      const tkhd = boxAt(init, trak, 'tkhd');
      // The track's number and the timescale, without the times of making.
      const wide = init[tkhd.body] === 1 ? 8 : 0;
      const id = init.subarray(tkhd.body + 12 + wide, tkhd.body + 16 + wide).join();
      const wider = init[mdhd.body] === 1 ? 8 : 0;
      const timescale = init.subarray(mdhd.body + 12 + wider, mdhd.body + 16 + wider).join();
      return `${id};${timescale};${bytesOf(boxAt(init, trak, 'mdia', 'minf', 'stbl', 'stsd'))}`;
    })
    .join('|');
}

/**
 * The segment with its decode times moved by `ms`; sound that would begin before the file does is left at its beginning.
 * @throws {Mp4Error}
 */
export function movedBy(segment: Uint8Array, init: Init, ms: number): Uint8Array {
  const bytes = Uint8Array.from(segment);
  const view = new DataView(bytes.buffer);
  for (const moof of boxesIn(bytes, 0, bytes.length).filter(({ type }) => type === 'moof')) {
    for (const traf of childrenOf(bytes, moof, 'traf')) {
      const id = view.getUint32(boxAt(bytes, traf, 'tfhd').body + 4);
      const track = init.tracks.find((one) => one.id === id);
      if (!track) throw new Mp4Error('value', `track ${id} is not in the initialisation section`, traf.start);
      const { body } = boxAt(bytes, traf, 'tfdt');
      const wide = bytes[body] === 1;
      const ticks = wide ? Number(view.getBigUint64(body + 4)) : view.getUint32(body + 4);
      const moved = Math.max(0, ticks + Math.round((ms / 1000) * track.timescale));
      if (wide) view.setBigUint64(body + 4, BigInt(moved));
      else if (moved <= 0xffff_ffff) view.setUint32(body + 4, moved);
      else throw new Mp4Error('value', 'a decode time does not fit any more', traf.start);
    }
  }
  return bytes;
}
