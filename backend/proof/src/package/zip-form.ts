/**
 * The form of a package as a ZIP (APPNOTE 6.3.9): stored, without comments or dates, ZIP64 where a number needs it. All that stands
 * between the files is a function of their names, sizes and checksums, so a verifier writes it again and compares every byte.
 */

import { joinBytes } from '@giamsat/contract/join-bytes';

/** In the order in which they stand. */
export type ZipEntry = { path: string; bytes: number; crc32: number };

const UTF8 = 0x0800;
/** 1 January 1980, midnight: the earliest that the format has. */
const NO_DATE = 0x0021_0000;
const MOST_32 = 0xffff_ffff;
const MOST_16 = 0xffff;
const encoder = new TextEncoder();

/** Little-endian fields: `[bytes, value]`. */
function fields(...list: [1 | 2 | 4 | 8, number][]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of list) {
    if (width === 8) view.setBigUint64(at, BigInt(value), true);
    else if (width === 4) view.setUint32(at, value, true);
    else if (width === 2) view.setUint16(at, value, true);
    else view.setUint8(at, value);
    at += width;
  }
  return bytes;
}

/** ZIP64's own numbers, of which only those are there that did not fit. */
const extraOf = (numbers: readonly number[]): Uint8Array =>
  numbers.length === 0
    ? new Uint8Array()
    : fields([2, 1], [2, numbers.length * 8], ...numbers.map((value): [8, number] => [8, value]));

type Described = { crc32: number; size: number; name: Uint8Array; extra: Uint8Array };
/** What both headers say of a file, in the same places. */
const described = ({ crc32, size, name, extra }: Described): [2 | 4, number][] => [
  [2, UTF8],
  [2, 0],
  [4, NO_DATE],
  [4, crc32],
  [4, size],
  [4, size],
  [2, name.length],
  [2, extra.length],
];

/** Stands before the file's bytes. Its length does not depend on the checksum. */
export function localHeader({ path, bytes, crc32 }: ZipEntry): Uint8Array {
  const name = encoder.encode(path);
  const large = bytes >= MOST_32;
  const size = large ? MOST_32 : bytes;
  const extra = extraOf(large ? [bytes, bytes] : []);
  const head = fields([4, 0x0403_4b50], [2, large ? 45 : 20], ...described({ crc32, size, name, extra }));
  return joinBytes([head, name, extra]);
}

function centralHeader({ path, bytes, crc32 }: ZipEntry, offset: number): Uint8Array {
  const name = encoder.encode(path);
  const large = bytes >= MOST_32;
  const far = offset >= MOST_32;
  const size = large ? MOST_32 : bytes;
  const extra = extraOf([...(large ? [bytes, bytes] : []), ...(far ? [offset] : [])]);
  const needs = large || far ? 45 : 20;
  const head = fields(
    [4, 0x0201_4b50],
    [2, needs],
    [2, needs],
    ...described({ crc32, size, name, extra }),
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, far ? MOST_32 : offset],
  );
  return joinBytes([head, name, extra]);
}

/** Where the bytes of each file begin, and where the directory does. */
export function offsetsOf(entries: readonly ZipEntry[]): { headers: number[]; bodies: number[]; end: number } {
  const headers: number[] = [];
  const bodies: number[] = [];
  let at = 0;
  for (const entry of entries) {
    headers.push(at);
    bodies.push(at + localHeader(entry).length);
    at += localHeader(entry).length + entry.bytes;
  }
  return { headers, bodies, end: at };
}

/** Everything behind the last file. */
export function directoryOf(entries: readonly ZipEntry[]): Uint8Array {
  const { headers, end: start } = offsetsOf(entries);
  const central = joinBytes(entries.map((entry, n) => centralHeader(entry, headers[n] as number)));
  const count = entries.length;
  const large = count >= MOST_16 || start >= MOST_32 || central.length >= MOST_32;
  const zip64 = large
    ? [
        fields(
          [4, 0x0606_4b50],
          [8, 44],
          [2, 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, count],
          [8, count],
          [8, central.length],
          [8, start],
        ),
        fields([4, 0x0706_4b50], [4, 0], [8, start + central.length], [4, 1]),
      ]
    : [];
  const short = large ? MOST_16 : count;
  const end = fields(
    [4, 0x0605_4b50],
    [2, 0],
    [2, 0],
    [2, short],
    [2, short],
    [4, large ? MOST_32 : central.length],
    [4, large ? MOST_32 : start],
    [2, 0],
  );
  return joinBytes([central, ...zip64, end]);
}
