/** Reads a stream of fragmented MP4: the initialisation section once, then fragment after fragment, as they become complete. */

import { joinBytes } from '../join-bytes.ts';
import { Mp4Error } from './error.ts';
import { type Fragment, parseFragment } from './fragment.ts';
import { type Init, MAX_INIT_BYTES, parseInit } from './init.ts';
import { createBoxSplitter, type StreamBox } from './splitter.ts';

/** One moof + mdat with whatever small boxes stood before it; the pieces of a stream joined are the stream. */
export type StreamFragment = { bytes: Uint8Array; info: Fragment };

export type FragmentReader = {
  /**
   * The fragments that are complete with this piece, however the stream was cut into pieces.
   * @throws {Mp4Error} on anything that is not a stream of fragments, at the next call where fragments stood before it;
   * the reader is unusable afterwards.
   */
  push(piece: Uint8Array): StreamFragment[];
  /** True between fragments: nothing has begun and not ended. */
  atBoundary(): boolean;
};

export type FragmentReaderOptions = {
  /** Given, the stream holds fragments alone (a segment); else it begins with ftyp and moov. */
  init?: Init;
  /** Called once, with ftyp + moov as they were. */
  onInit?: (bytes: Uint8Array, init: Init) => void;
  /** Default 16 MiB. */
  maxBoxBytes?: number;
};

/** Boxes that may stand before a moof (ISO/IEC 23000-19 §7.3.2). */
const LEADING = new Set(['styp', 'sidx', 'prft', 'emsg', 'free']);
const MAX_LEADING_BYTES = 64 * 1024;

const sizeOf = (boxes: StreamBox[]): number => boxes.reduce((sum, box) => sum + box.bytes.byteLength, 0);
const concat = (boxes: StreamBox[]): Uint8Array => joinBytes(boxes.map(({ bytes }) => bytes));

export function createFragmentReader(options: FragmentReaderOptions = {}): FragmentReader {
  const splitter = createBoxSplitter(options.maxBoxBytes ?? 16 * 1024 * 1024);
  let init = options.init;
  let head: StreamBox[] = [];
  let moof: StreamBox | undefined;
  let fault: unknown;

  const unexpected = (box: StreamBox): Mp4Error =>
    new Mp4Error('unexpected-box', `box ${JSON.stringify(box.type)} does not belong here`);

  const beginning = (box: StreamBox): undefined => {
    if (box.type === 'moov') {
      const bytes = concat([...head, box]);
      init = parseInit(bytes);
      head = [];
      options.onInit?.(bytes, init);
      return;
    }
    if (box.type !== 'ftyp' && box.type !== 'free') throw unexpected(box);
    head.push(box);
    if (sizeOf(head) > MAX_INIT_BYTES) throw new Mp4Error('too-large', 'too much before a moov');
  };

  const fragment = (box: StreamBox, known: Init): StreamFragment | undefined => {
    if (moof) {
      if (box.type !== 'mdat') throw unexpected(box);
      const info = parseFragment(moof.bytes, known, box.bytes.byteLength - box.header);
      const bytes = concat([...head, box]);
      head = [];
      moof = undefined;
      return { bytes, info };
    }
    if (box.type === 'moof') moof = box;
    // Only ffmpeg's trailer; it says nothing of the picture and ends the file.
    else if (box.type === 'mfra' && head.length === 0) return undefined;
    else if (!LEADING.has(box.type)) throw unexpected(box);
    head.push(box);
    if (!moof && sizeOf(head) > MAX_LEADING_BYTES) {
      throw new Mp4Error('too-large', 'too much before a fragment');
    }
    return undefined;
  };

  return {
    atBoundary: () => fault === undefined && splitter.pending() === 0 && head.length === 0,
    push(piece) {
      if (fault !== undefined) throw fault;
      const fragments: StreamFragment[] = [];
      try {
        for (const box of splitter.push(piece)) {
          const made = init ? fragment(box, init) : beginning(box);
          if (made) fragments.push(made);
        }
      } catch (error) {
        fault = error;
        if (fragments.length === 0) throw error;
      }
      return fragments;
    },
  };
}
