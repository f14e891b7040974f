/** What exports are made of; implemented where the parts are put together. */
import type { Init } from '@giamsat/contract/fmp4/init';
import type { Viewer } from '../../access/viewer.ts';

export type Segment = {
  feed: string;
  epoch: string;
  number: number;
  startMs: number;
  durationMs: number;
  bytes: number;
  sha256: string;
};
/** `damagedToo`: what a file holds is asked for again; that the disk has spoilt it since is no reason to take the file. */
export type Stretch = { fromMs?: number | undefined; toMs?: number | undefined; damagedToo?: boolean };

/** Pictures as that viewer may take them away; whatever is withheld, damaged or not here is not among them. */
export type ExportMedia = {
  list(viewer: Viewer, hearing: string, feed: string, stretch: Stretch): Promise<Segment[] | undefined>;
  /** `into`: put there if there is room, and then it stands until that is used again. */
  read(segment: Segment, into?: Buffer): Promise<Buffer | undefined>;
  init(feed: string, epoch: string): Promise<{ bytes: Buffer; parsed: Init } | undefined>;
  /** Positions of the journal at which courts state these segments, growing. */
  statedAt(segments: readonly Segment[]): Promise<number[]>;
};

/** The journal's seals. Digests are hex. */
export type Seals = {
  /** A checkpoint over everything up to that position, as a note; sealed now where the newest does not reach so far. */
  checkpoint(through: number): Promise<{ note: string; origin: string; size: number }>;
  /** The proofs that the records at these positions are in the tree of that size, in their order. */
  paths(positions: readonly number[], size: number): Promise<string[][]>;
  /** The history of the sealing keys, one note each. */
  keys(): Promise<string[]>;
  /** A text as a note, signed by the key of that checkpoint. */
  sign(text: string): Promise<string>;
};

/** Files of the page that every package holds, by name. */
export type PageFiles = () => Promise<{ path: string; bytes: Uint8Array }[]>;
