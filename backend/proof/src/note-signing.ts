/** Signs notes and judges their signatures: Ed25519 (RFC 8032) as Node has it. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import {
  cosignedMessage,
  type Note,
  type NoteSignature,
  SIGNATURE_TYPES,
  type SignatureType,
  signedMessage,
  type VerifierKey,
  verifierKey,
} from './note.ts';

export type NoteSigner = {
  key: VerifierKey;
  /** `nowMs` is written into a cosignature, in whole seconds. */
  sign(text: string, nowMs: number): NoteSignature;
};

/** @throws Error where the key is not an Ed25519 key. */
export function createNoteSigner(name: string, type: SignatureType, privateKey: KeyObject): NoteSigner {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('Notes are signed by Ed25519 keys.');
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const key = verifierKey(name, type, Buffer.from(x, 'base64url'));
  return {
    key,
    sign(text, nowMs) {
      const signed = (message: string) => sign(null, Buffer.from(message), privateKey);
      const named = { name: key.name, keyId: key.keyId };
      if (type === SIGNATURE_TYPES.ed25519) return { ...named, signature: signed(text) };
      const seconds = Math.floor(nowMs / 1000);
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(BigInt(seconds));
      return { ...named, signature: Buffer.concat([time, signed(cosignedMessage(text, seconds))]) };
    },
  };
}

/** `missing`: the key did not sign. `wrong`: it is named, and did not sign this. `seconds` since 1970, of a cosignature. */
export type SignatureVerdict = { kind: 'missing' | 'wrong' } | { kind: 'right'; seconds?: number };

export function judgeSignature(note: Note, key: VerifierKey): SignatureVerdict {
  const found = note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
  let verdict: SignatureVerdict = { kind: 'missing' };
  for (const { signature } of found) {
    const signed = signedMessage(key.type, note.text, signature);
    if (!signed || !verify(null, Buffer.from(signed.message), publicKeyOf(key), signed.signature))
      return { kind: 'wrong' };
    verdict = { kind: 'right', ...(signed.seconds === undefined ? {} : { seconds: signed.seconds }) };
  }
  return verdict;
}

/** SubjectPublicKeyInfo of Ed25519 (RFC 8410), before the key's 32 bytes. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const publicKeyOf = ({ publicKey }: VerifierKey): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
