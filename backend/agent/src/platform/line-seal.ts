/**
 * Lines of text that are sealed before they lie on the disk: courses with their names, verifiers, who is signed in.
 *
 * Line: base64url of a random nonce (12 bytes), the AES-256-GCM ciphertext and its tag (16 bytes). The file's key is HKDF-SHA-256 of the
 * machine's sealing key and the file's name, and the line's place is authenticated with it: no line can stand in another's place or file.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type LineSeal = {
  /** `at`: its place in the file, from 0. */
  seal(text: string, at: number): string;
  /** Undefined: sealed by another key, for another place or file, or changed. */
  open(line: string, at: number): string | undefined;
};
/** By the file's name within the data folder. */
export type LineSeals = (name: string) => LineSeal;

/** JSON as it was written before lines were sealed; base64url begins otherwise. */
export const isPlain = (line: string): boolean => line.startsWith('{') || line.startsWith('[');

const placeOf = (at: number): Buffer => {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(at));
  return place;
};

/** @param key 32 bytes: the one that seals the spool */
export const createLineSeals =
  (key: Uint8Array): LineSeals =>
  (name) => {
    const fileKey = Buffer.from(hkdfSync('sha256', key, '', `giamsat lines ${name}`, 32));
    return {
      seal(text, at) {
        const nonce = randomBytes(NONCE_BYTES);
        const cipher = createCipheriv('aes-256-gcm', fileKey, nonce).setAAD(placeOf(at));
        return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
          'base64url',
        );
      },
      open(line, at) {
        const bytes = Buffer.from(line, 'base64url');
        const end = bytes.byteLength - TAG_BYTES;
        if (end < NONCE_BYTES) return undefined;
        const decipher = createDecipheriv('aes-256-gcm', fileKey, bytes.subarray(0, NONCE_BYTES));
        decipher.setAAD(placeOf(at)).setAuthTag(bytes.subarray(end));
        try {
          return decipher.update(bytes.subarray(NONCE_BYTES, end), undefined, 'utf8') + decipher.final('utf8');
        } catch {
          return undefined;
        }
      },
    };
  };
