/** A big-endian reader over a stretch of bytes that never reads behind its end. */
import { Mp4Error } from './error.ts';

export type Cursor = {
  at(): number;
  left(): number;
  u8(): number;
  u16(): number;
  u24(): number;
  u32(): number;
  i32(): number;
  /** Unsigned 64 bits; throws `value` above 2^53 − 1. */
  u64(): number;
  skip(bytes: number): void;
};

/** Reads `bytes` from `start` to `end` (exclusive); throws {@link Mp4Error} `truncated` behind it. */
export function cursorOver(bytes: Uint8Array, start: number, end: number): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const limit = Math.min(end, bytes.byteLength);
  let at = start;
  const take = (count: number): number => {
    if (count < 0 || at + count > limit)
      throw new Mp4Error('truncated', `${count} bytes wanted, ${limit - at} left`, at);
    const from = at;
    at += count;
    return from;
  };
  return {
    at: () => at,
    left: () => limit - at,
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2)),
    u24: () => {
      const from = take(3);
      return view.getUint16(from) * 256 + view.getUint8(from + 2);
    },
    u32: () => view.getUint32(take(4)),
    i32: () => view.getInt32(take(4)),
    u64: () => {
      const from = take(8);
      const value = view.getUint32(from) * 2 ** 32 + view.getUint32(from + 4);
      if (!Number.isSafeInteger(value)) throw new Mp4Error('value', 'a 64-bit number is out of range', from);
      return value;
    },
    skip: (count) => {
      take(count);
    },
  };
}
