/** Opens the ZIP that a workbook is (APPNOTE 6.3.9): every number in it is doubted, and it unpacks to no more than it may. */
import { inflateRawSync } from 'node:zlib';
import { Refused } from './refusal.ts';

/** Of all parts that are read together: a list of ten thousand lines has ten. */
export const MAX_UNPACKED_BYTES = 48 * 2 ** 20;
const MAX_ENTRIES = 2_000;
const END = Buffer.from([0x50, 0x4b, 5, 6]);
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

type Entry = { method: number; packed: number; offset: number; locked: boolean };
export type Archive = {
  names: string[];
  /** Undefined: no such part. @throws Refused `damaged`, `locked`, `too-large` */
  read(name: string): Buffer | undefined;
};

/** @throws Refused `damaged` */
export function openArchive(bytes: Buffer): Archive {
  const end = bytes.lastIndexOf(END);
  if (end < 0 || end + END_BYTES > bytes.length) throw new Refused('damaged');
  const count = bytes.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw new Refused('damaged');
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let n = 0; n < count; n++) {
    if (at + CENTRAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== 0x0201_4b50) throw new Refused('damaged');
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const next = at + CENTRAL_BYTES + name + extra + comment;
    if (next > bytes.length) throw new Refused('damaged');
    const path = bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + name);
    // Which of the two is meant, nobody could say.
    if (entries.has(path)) throw new Refused('damaged');
    entries.set(path, {
      locked: (bytes.readUInt16LE(at + 8) & 1) === 1,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    });
    at = next;
  }
  let left = MAX_UNPACKED_BYTES;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (!entry) return undefined;
      const unpacked = unpack(bytes, entry, left);
      left -= unpacked.length;
      return unpacked;
    },
  };
}

function unpack(bytes: Buffer, { locked, method, packed, offset }: Entry, left: number): Buffer {
  if (locked) throw new Refused('locked');
  if (offset + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(offset) !== 0x0403_4b50) throw new Refused('damaged');
  const begin = offset + LOCAL_BYTES + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (begin + packed > bytes.length || left <= 0) throw new Refused(left <= 0 ? 'too-large' : 'damaged');
  const body = bytes.subarray(begin, begin + packed);
  if (method === STORED) {
    if (body.length > left) throw new Refused('too-large');
    return body;
  }
  if (method !== DEFLATED) throw new Refused('damaged');
  try {
    return inflateRawSync(body, { maxOutputLength: left });
  } catch (error) {
    throw new Refused((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'damaged');
  }
}
