/** Finds the sequence parameter set of H.264 (ISO/IEC 14496-10 §7.3.2.1): another one means another size or kind of picture. */
import { boxAt, boxesIn, topBox } from '@giamsat/contract/fmp4/boxes';
import { cursorOver } from '@giamsat/contract/fmp4/cursor';

const SPS = 7;

/** The one that the initialisation section announces, as hex; undefined unless it holds H.264. */
export function announcedSps(init: Uint8Array): string | undefined {
  const moov = topBox(init, 'moov');
  for (const trak of boxesIn(init, moov.body, moov.end).filter(({ type }) => type === 'trak')) {
    const stsd = boxAt(init, trak, 'mdia', 'minf', 'stbl', 'stsd');
    const [entry] = boxesIn(init, stsd.body + 8, stsd.end);
    if (entry?.type !== 'avc1' && entry?.type !== 'avc3') continue;
    const avcC = boxesIn(init, entry.body + 78, entry.end).find(({ type }) => type === 'avcC');
    if (!avcC) continue;
    const read = cursorOver(init, avcC.body + 5, avcC.end);
    if ((read.u8() & 0x1f) === 0) continue;
    const length = read.u16();
    return Buffer.from(init.subarray(read.at(), read.at() + length)).toString('hex');
  }
  return undefined;
}

/** The one that stands within a key frame, as hex; undefined where the camera sends none along. */
export function spsWithin(sample: Uint8Array): string | undefined {
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength);
  for (let at = 0; at + 5 <= sample.byteLength; ) {
    const length = view.getUint32(at);
    const unit = sample.subarray(at + 4, at + 4 + length);
    if (((unit[0] ?? 0) & 0x1f) === SPS) return Buffer.from(unit).toString('hex');
    at += 4 + length;
  }
  return undefined;
}
