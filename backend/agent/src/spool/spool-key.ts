/** The key of the spool: 32 random bytes in a file of their own, apart from what it seals. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readIfThere, writeDurable } from '../platform/durable.ts';
import { keyId, type SpoolKey } from './sealed.ts';

/** Somebody has to bring the key back, or to give up what it sealed. */
export class SpoolKeyError extends Error {
  constructor(file: string, folder: string, what: string) {
    super(
      `${file}: ${what}. What lies in ${folder} was sealed by another key and cannot be read without it: bring the key back ` +
        '(is its disk there?), or, if it is lost for good, move that folder away and start again.\n' +
        `Thiếu hoặc sai khóa của kho ghi hình ${folder}: hãy khôi phục tệp khóa, hoặc nếu đã mất hẳn thì chuyển thư mục đó đi nơi khác rồi chạy lại.`,
    );
    this.name = 'SpoolKeyError';
  }
}

/** Made at the first start. `folder`: the spool. @throws {SpoolKeyError} when what lies there was sealed by another */
export function openSpoolKey(file: string, folder: string): SpoolKey {
  const marker = path.join(folder, 'sealed-by');
  const sealedBy = readIfThere(marker)?.trim();
  const text = readIfThere(file);
  if (text === undefined && sealedBy !== undefined) throw new SpoolKeyError(file, folder, 'the key is not there');
  const key = text === undefined ? randomBytes(32) : Buffer.from(text.trim(), 'base64url');
  if (key.byteLength !== 32) throw new SpoolKeyError(file, folder, 'this is no key of 32 bytes in base64url');
  if (sealedBy !== undefined && sealedBy !== keyId(key)) throw new SpoolKeyError(file, folder, 'this is another key');
  if (text === undefined) writeDurable(file, `${key.toString('base64url')}\n`);
  if (sealedBy === undefined) writeDurable(marker, keyId(key));
  return key;
}
