/** Stands in the package's script for `node:crypto`, so that one file runs in a browser without Node and in Node without packages. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Buffer } from './buffer.ts';
import { builtin } from './builtin.ts';

type Node = typeof import('node:crypto');
const node = (): Node | undefined => builtin<Node>('node:crypto');

/** SHA-256 alone is asked for. */
export const hash = (_algorithm: string, data: string | Uint8Array, encoding: 'hex' | 'buffer') => {
  const digest = Buffer.from(sha256(typeof data === 'string' ? Buffer.from(data, 'utf8') : data));
  return encoding === 'hex' ? digest.toString('hex') : digest;
};

/** A key as its 32 bytes; it comes as SubjectPublicKeyInfo, which ends with them. */
export const createPublicKey = ({ key }: { key: Uint8Array }): Uint8Array => key.subarray(-32);
export const verify = (_algorithm: null, message: Uint8Array, key: Uint8Array, signature: Uint8Array): boolean => {
  try {
    return ed25519.verify(Uint8Array.from(signature), Uint8Array.from(message), Uint8Array.from(key));
  } catch {
    return false;
  }
};
export const sign = (): never => {
  throw new Error('Nothing is signed here.');
};

/** The digest of pictures: Node's own, the browser's, or without either by hand. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  const here = node();
  if (here) return here.createHash('sha256').update(bytes).digest('hex');
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return hash('sha256', bytes, 'hex') as string;
  const digest = await subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Buffer.from(new Uint8Array(digest)).toString('hex');
}
