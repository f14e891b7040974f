/** Reads the samples of a fragment's picture one by one: how long each lasts, how large it is, when it is shown, what the first holds. */
import { boxAt, boxesIn, childrenOf, topBox } from '@giamsat/contract/fmp4/boxes';
import { cursorOver } from '@giamsat/contract/fmp4/cursor';
import type { Track } from '@giamsat/contract/fmp4/init';

export type PictureSamples = {
  durationsMs: number[];
  bytes: number[];
  /** Largest distance between the order of decoding and of showing: B-frames; 0 without them. */
  reorderMs: number;
  /** The first sample as it lies in the mdat: NAL units, each behind its length in four bytes. */
  first: Uint8Array;
};

const EMPTY: PictureSamples = { durationsMs: [], bytes: [], reorderMs: 0, first: new Uint8Array() };

/** @throws {Mp4Error} on a fragment that `parseFragment` would refuse, too. */
export function pictureSamples(fragment: Uint8Array, track: Track): PictureSamples {
  const moof = topBox(fragment, 'moof');
  const toMs = (ticks: number): number => (ticks / track.timescale) * 1000;
  for (const traf of childrenOf(fragment, moof, 'traf')) {
    const header = boxAt(fragment, traf, 'tfhd');
    const head = cursorOver(fragment, header.body, header.end);
    const flags = head.u32() & 0xffffff;
    if (head.u32() !== track.id) continue;
    if (flags & 0x1) head.skip(8);
    if (flags & 0x2) head.skip(4);
    const duration = flags & 0x8 ? head.u32() : track.defaultDuration;
    const size = flags & 0x10 ? head.u32() : track.defaultSize;
    const table: PictureSamples = { durationsMs: [], bytes: [], reorderMs: 0, first: new Uint8Array() };
    const offsets: number[] = [];
    for (const box of boxesIn(fragment, traf.body, traf.end).filter(({ type }) => type === 'trun')) {
      const read = cursorOver(fragment, box.body, box.end);
      const has = read.u32() & 0xffffff;
      const samples = read.u32();
      const at = has & 0x1 ? moof.start + read.i32() : undefined;
      if (has & 0x4) read.skip(4);
      for (let i = 0; i < samples; i++) {
        table.durationsMs.push(toMs(has & 0x100 ? read.u32() : duration));
        table.bytes.push(has & 0x200 ? read.u32() : size);
        if (has & 0x400) read.skip(4);
        if (has & 0x800) offsets.push(toMs(read.i32()));
      }
      if (table.first.byteLength === 0 && at !== undefined) {
        table.first = fragment.subarray(at, at + (table.bytes[0] ?? 0));
      }
    }
    // Frames that are all shown equally late are in order.
    table.reorderMs = offsets.length === 0 ? 0 : Math.max(...offsets) - Math.min(...offsets);
    return table;
  }
  return EMPTY;
}
