/** A stretch of an open file, as much of it as there is. */
import type { FileHandle } from 'node:fs/promises';

/**
 * Bytes `[from, to)`, fewer where the file ends before. `into`: put there if they have room. Memory that is fresh costs more than what is
 * done with the bytes (the kernel clears each page first), so whoever reads much gives the same again.
 */
export async function readFully(handle: FileHandle, from: number, to: number, into?: Buffer): Promise<Buffer> {
  const length = Math.max(0, to - from);
  const bytes = into && into.length >= length ? into.subarray(0, length) : Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
