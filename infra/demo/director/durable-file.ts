/** Writes a small file so that after a crash it is the old one or the new one, never half of one. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

export function writeWhole(file: string, text: string, mode = 0o644): void {
  const fresh = `${file}.new`;
  const handle = openSync(fresh, 'w', mode);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}
