/** Walks the boxes of ISO base media (ISO/IEC 14496-12 §4.2); every size is checked against what holds the box. */
import { Mp4Error } from './error.ts';

/** A box at `[start, end)` whose content begins at `body`. */
export type Box = { type: string; start: number; body: number; end: number };

/** More boxes than this on one level is an attack, not a camera. */
const MAX_BOXES = 4096;

const CHARACTERS = 4;
const typeAt = (bytes: Uint8Array, at: number): string => {
  let type = '';
  for (let i = 0; i < CHARACTERS; i++) type += String.fromCharCode(bytes[at + i] ?? 0);
  return type;
};

/**
 * Header of the box at `at`: its size and the length of the header itself, or undefined while fewer than its bytes are there.
 * A size of 0 ("to the end of the file") is refused: a stream has none.
 */
export function boxHeaderAt(
  bytes: Uint8Array,
  at: number,
  available: number,
): { type: string; size: number; header: number } | undefined {
  if (available < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, Math.min(available, bytes.byteLength - at));
  const type = typeAt(bytes, at + 4);
  let size = view.getUint32(0);
  let header = 8;
  if (size === 1) {
    if (available < 16) return undefined;
    size = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
    header = 16;
  }
  if (type === 'uuid') header += 16;
  if (size < header || !Number.isSafeInteger(size)) {
    throw new Mp4Error('box-size', `box ${JSON.stringify(type)} says it has ${size} bytes`, at);
  }
  return { type, size, header };
}

/** The boxes that fill `[start, end)`, in order; throws {@link Mp4Error} where one does not fit. */
export function boxesIn(bytes: Uint8Array, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  let at = start;
  while (at < end) {
    const head = boxHeaderAt(bytes, at, end - at);
    if (!head) throw new Mp4Error('truncated', 'a box header is cut short', at);
    if (at + head.size > end) {
      throw new Mp4Error('box-size', `box ${JSON.stringify(head.type)} is larger than what holds it`, at);
    }
    if (boxes.length >= MAX_BOXES) throw new Mp4Error('too-many', 'too many boxes', at);
    boxes.push({ type: head.type, start: at, body: at + head.header, end: at + head.size });
    at += head.size;
  }
  return boxes;
}

export const childrenOf = (bytes: Uint8Array, parent: Box, type: string): Box[] =>
  boxesIn(bytes, parent.body, parent.end).filter((box) => box.type === type);

/** The box that `path` leads to from `parent`, first of each name; throws `box-missing`. */
export function boxAt(bytes: Uint8Array, parent: Box, ...path: string[]): Box {
  let here = parent;
  for (const type of path) {
    const next = boxesIn(bytes, here.body, here.end).find((box) => box.type === type);
    if (!next)
      throw new Mp4Error('box-missing', `no ${JSON.stringify(type)} in ${JSON.stringify(here.type)}`, here.start);
    here = next;
  }
  return here;
}

/** The one top-level box of that name; throws `box-missing`. */
export function topBox(bytes: Uint8Array, type: string): Box {
  const box = boxesIn(bytes, 0, bytes.byteLength).find((candidate) => candidate.type === type);
  if (!box) throw new Mp4Error('box-missing', `no ${JSON.stringify(type)}`);
  return box;
}
