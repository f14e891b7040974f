/** Checks a package that was dropped into the page: read from the disk in slices, sent nowhere. */
import { verifyArchive } from '@giamsat/proof/package/archive';
import type { Verdict } from '@giamsat/proof/package/verify';
import { digestOf } from './node/crypto.ts';

/** @param progress the share that is done, 0 to 1. @throws what the browser says of a file that it cannot read. */
export function checkFile(file: File, trustedKey: string, progress: (share: number) => void): Promise<Verdict> {
  let done = 0;
  const access = {
    bytes: file.size,
    read: async (from: number, to: number) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
  };
  return verifyArchive(access, {
    digest: digestOf,
    ...(trustedKey === '' ? {} : { trustedKey }),
    progress(bytes) {
      done += bytes;
      progress(Math.min(1, done / file.size));
    },
  });
}
