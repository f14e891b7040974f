/** Cuts a byte stream into top-level boxes as they arrive, in whatever pieces. */

import { joinBytes } from '../join-bytes.ts';
import { boxHeaderAt } from './boxes.ts';
import { Mp4Error } from './error.ts';

export type StreamBox = {
  type: string;
  /** The whole box, header included. */
  bytes: Uint8Array;
  /** Length of the header: the payload begins there. */
  header: number;
};

export type BoxSplitter = {
  /**
   * The boxes that are complete with this piece, one by one, so that what stands before a lie is had before it throws.
   * To be run to its end. The piece is kept by reference: do not write into it again.
   */
  push(piece: Uint8Array): Generator<StreamBox>;
  /** Bytes of a box that has begun and not ended. */
  pending(): number;
};

/** What came in one piece is not copied. */
const join = (pieces: Uint8Array[]): Uint8Array => {
  const [only] = pieces;
  return pieces.length === 1 && only ? only : joinBytes(pieces);
};

/** @param maxBoxBytes a box that says it is larger throws `too-large` before its body is read. */
export function createBoxSplitter(maxBoxBytes: number): BoxSplitter {
  let pieces: Uint8Array[] = [];
  let held = 0;
  let wanted = 8;

  return {
    pending: () => held,
    *push(piece) {
      if (piece.byteLength === 0) return;
      pieces.push(piece);
      held += piece.byteLength;
      // Joined only when a whole box (or header) is there: a large box in small pieces is copied once.
      if (held < wanted) return;
      const bytes = join(pieces);
      let at = 0;
      for (;;) {
        const head = boxHeaderAt(bytes, at, held - at);
        if (!head) {
          wanted = held - at < 8 ? 8 : 16;
          break;
        }
        if (head.size > maxBoxBytes) {
          throw new Mp4Error('too-large', `box ${JSON.stringify(head.type)} of ${head.size} bytes`, at);
        }
        wanted = head.size;
        if (held - at < head.size) break;
        yield { type: head.type, bytes: bytes.subarray(at, at + head.size), header: head.header };
        at += head.size;
      }
      pieces = at < held ? [bytes.subarray(at)] : [];
      held -= at;
    },
  };
}
