/**
 * Media as they lie on the disk: sealed part by part, so that a kill at any byte loses the last part at most.
 *
 * File: `GSP1`, 16 random bytes, then for each part its length (4 bytes), its AES-256-GCM ciphertext and its tag (16 bytes).
 * The file's key is HKDF-SHA-256 of the spool's key, the random bytes and the file's name, so that no file can stand in another's place;
 * the nonce is the part's number, so that no part can.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const MAGIC = Buffer.from('GSP1');
const SALT_BYTES = 16;
const HEAD_BYTES = MAGIC.byteLength + SALT_BYTES;
const LENGTH_BYTES = 4;
const TAG_BYTES = 16;

/** 32 bytes. */
export type SpoolKey = Uint8Array;

const derived = (key: SpoolKey, salt: Uint8Array, name: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, `giamsat spool ${name}`, 32));

/** Tells keys apart without telling the key. */
export const keyId = (key: SpoolKey): string => derived(key, Buffer.alloc(0), 'id').toString('hex', 0, 8);

const nonceOf = (part: number): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(part, 8);
  return nonce;
};

export type Sealer = {
  /** What the file begins with. */
  head: Buffer;
  /** The next part, as it is appended. */
  seal(part: Uint8Array): Buffer;
};

/** `name`: of the file, within the spool. */
export function createSealer(key: SpoolKey, name: string): Sealer {
  const salt = randomBytes(SALT_BYTES);
  const fileKey = derived(key, salt, name);
  let parts = 0;
  return {
    head: Buffer.concat([MAGIC, salt]),
    seal(part) {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(part.byteLength);
      const cipher = createCipheriv('aes-256-gcm', fileKey, nonceOf(parts++));
      return Buffer.concat([length, cipher.update(part), cipher.final(), cipher.getAuthTag()]);
    },
  };
}

export function sealWhole(key: SpoolKey, name: string, content: Uint8Array): Buffer {
  const { head, seal } = createSealer(key, name);
  return Buffer.concat([head, seal(content)]);
}

/** False for what was written before media were sealed. */
export const isSealed = (file: Uint8Array): boolean => MAGIC.equals(file.subarray(0, MAGIC.byteLength));

/** The parts that are whole, each with the place in the file where it ends; what follows a torn or foreign one is not read. */
export function openParts(key: SpoolKey, name: string, file: Buffer): { bytes: Buffer; end: number }[] {
  const parts: { bytes: Buffer; end: number }[] = [];
  const fileKey = derived(key, file.subarray(MAGIC.byteLength, HEAD_BYTES), name);
  for (let at = HEAD_BYTES; at + LENGTH_BYTES + TAG_BYTES <= file.byteLength; ) {
    const from = at + LENGTH_BYTES;
    const to = from + file.readUInt32BE(at);
    const end = to + TAG_BYTES;
    if (end > file.byteLength) break;
    const decipher = createDecipheriv('aes-256-gcm', fileKey, nonceOf(parts.length));
    decipher.setAuthTag(file.subarray(to, end));
    try {
      parts.push({ bytes: Buffer.concat([decipher.update(file.subarray(from, to)), decipher.final()]), end });
    } catch {
      break;
    }
    at = end;
  }
  return parts;
}

/** All of it, as it was before; of a file of older days, as it is. */
export const openWhole = (key: SpoolKey, name: string, file: Buffer): Buffer =>
  isSealed(file) ? Buffer.concat(openParts(key, name, file).map(({ bytes }) => bytes)) : file;
