/** Makes fragmented MP4 that lies: sizes, counts, nesting, order; each case follows from its seed and number alone, so that one can be run again. */

import { Mp4Error } from '../fmp4/error.ts';
import { createFragmentReader, type StreamFragment } from '../fmp4/fragment-reader.ts';
import { type Init, parseInit } from '../fmp4/init.ts';
import { box, joined, syntheticFragment, syntheticInit, u32 } from '../fmp4/synthetic.ts';

export type Random = {
  /** A whole number in `[0, below)`. */
  below(limit: number): number;
  u32(): number;
  of<T>(values: readonly T[]): T;
};

/** Mulberry32: small, quick, and the same everywhere. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const u32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((u32() / 2 ** 32) * limit);
  return {
    u32,
    below,
    of<T>(values: readonly T[]): T {
      return values[below(values.length)] as T;
    },
  };
}

const INIT = syntheticInit({ audio: true });
const KNOWN: Init = parseInit(INIT);
const fragment = (n: number): Uint8Array =>
  syntheticFragment({
    sequence: n,
    video: { startTicks: n * 2560, durations: [512, 512, 512, 512, 512], key: n % 10 === 0 },
    audio: { startTicks: n * 9600, durations: [1024, 1024, 1024] },
  });
const STREAM = joined(INIT, box('styp', [1, 2, 3, 4]), fragment(0), fragment(1));
export const SEGMENT = joined(fragment(0), fragment(1), fragment(2));

const TYPES = ['moof', 'traf', 'tfhd', 'tfdt', 'trun', 'mdat', 'moov', 'trak', 'mdia', 'stsd', 'mvex', 'uuid', 'free'];
const LIES = [0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff8, 4096, 65_536];

/** Where four letters stand that name a box. */
function headers(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 4; at + 4 <= bytes.length; at++) {
    let letters = true;
    for (let i = 0; i < 4 && letters; i++) {
      const byte = bytes[at + i] ?? 0;
      letters = (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (i === 3 && byte >= 48 && byte <= 57);
    }
    if (letters) found.push(at - 4);
  }
  return found;
}
/** The good streams are mutated over and over: their headers are looked up once. */
const HEADERS = new Map([STREAM, SEGMENT].map((bytes) => [bytes, headers(bytes)]));

const splice = (bytes: Uint8Array, from: number, to: number, put: Uint8Array): Uint8Array =>
  joined(bytes.subarray(0, from), put, bytes.subarray(to));
const nested = (random: Random, depth: number): Uint8Array => {
  const type = random.of(TYPES);
  return depth === 0 ? box(type, u32(random.u32())) : box(type, nested(random, depth - 1));
};

type Mutation = (random: Random, bytes: Uint8Array, at: number) => Uint8Array;
const over = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = bytes.slice();
  if (at + 4 <= copy.length) copy.set(u32(value), at);
  return copy;
};
const sizeAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) * 2 ** 24 + ((bytes[at + 1] ?? 0) << 16) + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)) >>>
  0;

/** `at` is the header of a box; whatever follows is asked of the reader to survive. */
const MUTATIONS: readonly Mutation[] = [
  (random, bytes, at) => over(bytes, at, random.of(LIES)),
  (random, bytes, at) => over(bytes, at, sizeAt(bytes, at) + random.below(33) - 16),
  // A size of 64 bits, with a high half of anything.
  (random, bytes, at) =>
    splice(
      over(bytes, at, 1),
      at + 8,
      at + 8,
      joined(u32(random.of([0, 1, 0x1fffff, 0xffffffff])), u32(random.of(LIES))),
    ),
  (random, bytes, at) => over(bytes, at + 8 + 4 * random.below(8), random.of([...LIES, random.u32()])),
  (random, bytes, at) => splice(bytes, at + 4, at + 8, new TextEncoder().encode(random.of(TYPES))),
  (random, bytes, at) => splice(bytes, at, at, nested(random, random.below(random.of([3, 3, 40])))),
  // The box within itself, its own size grown or not.
  (random, bytes, at) => {
    const own = bytes.slice(at, Math.min(bytes.length, at + Math.min(sizeAt(bytes, at), 4096)));
    const grown = random.below(2) ? over(bytes, at, sizeAt(bytes, at) + own.length) : bytes;
    return splice(grown, at + 8, at + 8, own);
  },
  (_random, bytes, at) =>
    splice(bytes, at, Math.min(bytes.length, at + Math.max(8, sizeAt(bytes, at) % 65_536)), new Uint8Array(0)),
  (_random, bytes, at) =>
    splice(bytes, at, at, bytes.slice(at, Math.min(bytes.length, at + (sizeAt(bytes, at) % 65_536)))),
  (random, bytes) => {
    const copy = bytes.slice();
    for (let i = 0; i < 1 + random.below(8); i++) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  (random, bytes) => bytes.slice(0, random.below(bytes.length)),
  (random, bytes) => {
    const from = random.below(bytes.length);
    return splice(
      bytes,
      from,
      Math.min(bytes.length, from + random.below(64)),
      bytes.slice(random.below(bytes.length)).subarray(0, 64),
    );
  },
];

export type HostileCase = { bytes: Uint8Array; wholeStream: boolean; random: Random };

/** Case `number` of `seed`: one to four mutations of a stream, or of a segment whose initialisation section is known. */
export function hostileCase(seed: number, number: number): HostileCase {
  const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const wholeStream = random.below(3) === 0;
  const good = wholeStream ? STREAM : SEGMENT;
  let bytes = good;
  for (let rounds = 1 + random.below(random.of([1, 2, 4])); rounds > 0; rounds--) {
    const boxes = bytes === good ? (HEADERS.get(good) ?? []) : headers(bytes);
    bytes = random.of(MUTATIONS)(random, bytes, boxes.length > 0 ? random.of(boxes) : 0);
    if (bytes.length < 8) break;
  }
  return { bytes, wholeStream, random };
}

const equal = (a: Uint8Array, b: Uint8Array | undefined): boolean => {
  if (a.length !== b?.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};
const hasTrailer = (bytes: Uint8Array): boolean =>
  headers(bytes).some((at) => String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'mfra');

const MAX_BOX = 1 << 20;
type Outcome = { fault: string; fragments: StreamFragment[] };

function read({ bytes, wholeStream }: HostileCase, pieceLength: number): Outcome {
  const reader = createFragmentReader({ maxBoxBytes: MAX_BOX, ...(wholeStream ? {} : { init: KNOWN }) });
  const fragments: StreamFragment[] = [];
  try {
    for (let at = 0; at < bytes.length; at += pieceLength) {
      fragments.push(...reader.push(bytes.subarray(at, at + pieceLength)));
    }
    // What stood behind the last fragment is only thrown now.
    reader.push(new Uint8Array(0));
    return { fault: reader.atBoundary() ? 'none' : 'unfinished', fragments };
  } catch (error) {
    if (error instanceof Mp4Error) return { fault: error.fault, fragments };
    throw error;
  }
}

/**
 * Reads one case whole and in pieces. @returns the fault, `none`, or `unfinished`.
 * @throws whatever the reader must not do: another error than its own, a number that is none, bytes that it changed,
 * an answer that depends on how the bytes came.
 */
export function checkHostile(hostile: HostileCase): string {
  const { bytes, wholeStream, random } = hostile;
  const whole = read(hostile, Math.max(1, bytes.length));
  for (const { bytes: own, info } of whole.fragments) {
    const numbers = info.tracks.flatMap((one) => [one.startMs, one.durationMs, one.samples, one.bytes]);
    if (!numbers.every((value) => Number.isFinite(value) && value >= 0)) throw new Error('a number that is none');
    if (info.tracks.length > 16 || info.dataBytes > own.length) throw new Error('more than its bytes hold');
  }
  const pieces = read(hostile, 1 + random.below(400));
  const same = pieces.fragments.every((one, i) => equal(one.bytes, whole.fragments[i]?.bytes));
  if (pieces.fault !== whole.fault || pieces.fragments.length !== whole.fragments.length || !same) {
    throw new Error(
      `whole: ${whole.fault}, ${whole.fragments.length}; in pieces: ${pieces.fault}, ${pieces.fragments.length}`,
    );
  }
  // A segment's fragments are its bytes, one after the other, but for a trailer.
  if (!wholeStream && whole.fault === 'none' && !hasTrailer(bytes)) {
    if (!equal(joined(...whole.fragments.map((one) => one.bytes)), bytes)) throw new Error('bytes were lost');
  }
  return whole.fault;
}
