/** Cuts a stream of JPEG pictures (ffmpeg's image2pipe) into single ones. */

/** Larger than any 320-pixel thumbnail; beyond it the stream is not what we think, and is forgotten. */
const MOST_BYTES = 1024 * 1024;
const END = Buffer.from([0xff, 0xd9]);

export function createJpegSplitter(): (piece: Uint8Array) => Uint8Array[] {
  let held: Buffer = Buffer.alloc(0);
  return (piece) => {
    held = held.byteLength === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
    const pictures: Uint8Array[] = [];
    for (;;) {
      // Within the coded picture 0xff is always stuffed, so the end marker stands at the end alone.
      const end = held.indexOf(END);
      if (end < 0) break;
      const picture = held.subarray(0, end + 2);
      if (picture[0] === 0xff && picture[1] === 0xd8) pictures.push(Uint8Array.from(picture));
      held = held.subarray(end + 2);
    }
    if (held.byteLength > MOST_BYTES) held = Buffer.alloc(0);
    return pictures;
  };
}
