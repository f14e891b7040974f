/** Names a sample entry's codec as RFC 6381 does: `avc1.4d401e`, `hvc1.1.6.L93.B0`, `mp4a.40.2`. */
import { type Box, boxesIn } from './boxes.ts';
import { type Cursor, cursorOver } from './cursor.ts';
import { Mp4Error } from './error.ts';

const hex2 = (value: number): string => value.toString(16).padStart(2, '0');

/** Finds the configuration box behind the fixed fields of a sample entry. */
const configuration = (bytes: Uint8Array, entry: Box, fixed: number, type: string): Box => {
  const box = boxesIn(bytes, entry.body + fixed, entry.end).find((candidate) => candidate.type === type);
  if (!box) throw new Mp4Error('box-missing', `no ${type} in ${entry.type}`, entry.start);
  return box;
};

/** ISO/IEC 14496-15 §5.3.3: profile, constraints and level are the three bytes behind the version. */
const avc = (bytes: Uint8Array, entry: Box): string => {
  const box = configuration(bytes, entry, 78, 'avcC');
  const read = cursorOver(bytes, box.body + 1, box.end);
  return `${entry.type}.${hex2(read.u8())}${hex2(read.u8())}${hex2(read.u8())}`;
};

/** ISO/IEC 14496-15 annex E. */
const hevc = (bytes: Uint8Array, entry: Box): string => {
  const box = configuration(bytes, entry, 78, 'hvcC');
  const read = cursorOver(bytes, box.body + 1, box.end);
  const profile = read.u8();
  let flags = read.u32();
  let reversed = 0;
  for (let i = 0; i < 32; i++) {
    reversed = ((reversed << 1) | (flags & 1)) >>> 0;
    flags >>>= 1;
  }
  const constraints = Array.from({ length: 6 }, () => read.u8());
  while (constraints.length > 0 && constraints.at(-1) === 0) constraints.pop();
  const level = read.u8();
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  const tier = profile & 0x20 ? 'H' : 'L';
  const tail = constraints.map((value) => `.${value.toString(16).toUpperCase()}`).join('');
  return `${entry.type}.${space}${profile & 0x1f}.${reversed.toString(16).toUpperCase()}.${tier}${level}${tail}`;
};

/** Enters a descriptor of ISO/IEC 14496-1 §8.3.3 (tag, then a length in groups of seven bits); throws on another tag. */
const enterDescriptor = (read: Cursor, tag: number): void => {
  if (read.u8() !== tag) throw new Mp4Error('value', 'esds has an unexpected descriptor', read.at() - 1);
  for (let i = 0; i < 4; i++) if ((read.u8() & 0x80) === 0) return;
};

const mp4a = (bytes: Uint8Array, entry: Box): string => {
  // A QuickTime entry of version 1 or 2 has more fixed fields; no camera of ours writes one.
  const box = configuration(bytes, entry, 28, 'esds');
  const read = cursorOver(bytes, box.body + 4, box.end);
  enterDescriptor(read, 3);
  read.skip(2);
  const flags = read.u8();
  if (flags & 0x80) read.skip(2);
  if (flags & 0x40) read.skip(read.u8());
  if (flags & 0x20) read.skip(2);
  enterDescriptor(read, 4);
  const objectType = read.u8();
  if (objectType !== 0x40) return `mp4a.${hex2(objectType)}`;
  read.skip(12);
  enterDescriptor(read, 5);
  const first = read.u8();
  const audioObject = first >> 3 === 31 ? 32 + ((first & 7) << 3) + (read.u8() >> 5) : first >> 3;
  return `mp4a.40.${audioObject}`;
};

/** Codec of one sample entry; other kinds are named by their four characters alone. */
export function codecOf(bytes: Uint8Array, entry: Box): string {
  switch (entry.type) {
    case 'avc1':
    case 'avc3':
      return avc(bytes, entry);
    case 'hvc1':
    case 'hev1':
      return hevc(bytes, entry);
    case 'mp4a':
      return mp4a(bytes, entry);
    default:
      return entry.type;
  }
}
