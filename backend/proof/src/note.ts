/**
 * Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.
 *
 *   — <key's name> base64( key ID (4 bytes) ‖ signature )
 *   key ID = SHA-256( name ‖ LF ‖ type ‖ public key )[:4]
 *
 * Here is no cryptography but the key's ID, so that a browser can judge notes as well.
 */
import { sha256 } from './sha256.ts';

/** 1: Ed25519 over the text. 4: a cosignature (C2SP tlog-cosignature), Ed25519 over a time and the text. */
export const SIGNATURE_TYPES = { ed25519: 1, cosignature: 4 } as const;
export type SignatureType = (typeof SIGNATURE_TYPES)[keyof typeof SIGNATURE_TYPES];

/** `keyId` in hex; `publicKey` are the 32 bytes of RFC 8032. */
export type VerifierKey = { name: string; type: SignatureType; publicKey: Buffer; keyId: string };
export type NoteSignature = { name: string; keyId: string; signature: Buffer };
/** `text` ends with a line feed. */
export type Note = { text: string; signatures: NoteSignature[] };

const PUBLIC_KEY_BYTES = 32;
const ID_BYTES = 4;
const MAX_SIGNATURES = 64;
const DASH = '\u2014 ';
/** No space of Unicode, no plus, no control character. */
const NAME = /^[^\s+\p{Z}\p{Cc}]{1,200}$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a note must not hold.
const CONTROLS = /[\u0000-\u0009\u000b-\u001f]/;

/** @throws Error for a name that a note cannot carry. */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  if (!NAME.test(name)) throw new Error(`A key cannot be named ${JSON.stringify(name)}.`);
  const digest = sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([type]), publicKey]));
  return { name, type, publicKey: Buffer.from(publicKey), keyId: digest.subarray(0, ID_BYTES).toString('hex') };
}

/** `name+keyId+base64(type ‖ public key)`: how a key is handed over. */
export const verifierKeyText = ({ name, type, publicKey, keyId }: VerifierKey): string =>
  `${name}+${keyId}+${Buffer.concat([Buffer.from([type]), publicKey]).toString('base64')}`;

/** Undefined where it is none, or its ID is not the key's. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const [, name, keyId, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = decode(encoded ?? '');
  const type = Object.values(SIGNATURE_TYPES).find((known) => known === bytes?.[0]);
  if (!name || !bytes || type === undefined || bytes.length !== 1 + PUBLIC_KEY_BYTES || !NAME.test(name))
    return undefined;
  const key = verifierKey(name, type, bytes.subarray(1));
  return key.keyId === keyId ? key : undefined;
}

/** Undefined where it is no note. */
export function parseNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || CONTROLS.test(note) || !note.isWellFormed()) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [name = '', encoded = '', ...more] = line.slice(DASH.length).split(' ');
    const bytes = decode(encoded);
    if (!line.startsWith(DASH) || more.length > 0 || !NAME.test(name) || !bytes || bytes.length <= ID_BYTES)
      return undefined;
    signatures.push({ name, keyId: bytes.subarray(0, ID_BYTES).toString('hex'), signature: bytes.subarray(ID_BYTES) });
  }
  return { text: note.slice(0, end + 1), signatures };
}

/** @throws Error for a text that a note cannot carry. */
export function noteOf({ text, signatures }: Note): string {
  if (!text.endsWith('\n') || CONTROLS.test(text) || !text.isWellFormed())
    throw new Error('No note can carry this text.');
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

export const signatureLine = ({ name, keyId, signature }: NoteSignature): string =>
  `${DASH}${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), signature]).toString('base64')}\n`;

/** What a cosigner signs; `seconds` since 1970. */
export const cosignedMessage = (text: string, seconds: number): string => `cosignature/v1\ntime ${seconds}\n${text}`;

/** The text that a signature of this type is over, and its 64 bytes; `seconds` of a cosignature. Undefined where it has no such form. */
export function signedMessage(
  type: SignatureType,
  text: string,
  signature: Buffer,
): { message: string; signature: Buffer; seconds?: number } | undefined {
  if (type === SIGNATURE_TYPES.ed25519) return signature.length === 64 ? { message: text, signature } : undefined;
  if (signature.length !== 72) return undefined;
  const time = signature.readBigUInt64BE();
  if (time > Number.MAX_SAFE_INTEGER) return undefined;
  const seconds = Number(time);
  return { message: cosignedMessage(text, seconds), signature: signature.subarray(8), seconds };
}

/** Strict: one text for one value. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
