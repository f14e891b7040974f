/**
 * The history of the keys that sign checkpoints: one note for each key, signed by itself and by the key before it.
 *
 *   giamsat checkpoint key v1
 *   <origin>
 *   <number, from 0>
 *   <the key, as a verifier key>
 *   <size of the first tree that it signs>
 *   <when, RFC 3339>
 *   <SHA-256 of the text of the note before, in hex; 64 zeros in the first>
 *
 * The journal keeps each as an event, so that the tree holds them as well. Whoever trusts one key can follow to the next.
 */

import { type Note, parseNote, parseVerifierKey, SIGNATURE_TYPES, type VerifierKey, verifierKeyText } from './note.ts';
import { judgeSignature } from './note-signing.ts';
import { sha256Hex } from './sha256.ts';

const HEADING = 'giamsat checkpoint key v1';
/** `previous` of the first. */
const NO_PREVIOUS_KEY = '0'.repeat(64);

export type KeyStatement = {
  origin: string;
  number: number;
  key: VerifierKey;
  /** Trees of this size and more are signed by it, until the next begins. */
  fromSize: number;
  at: string;
  previous: string;
};
/** `proved`: the key before signed it, too; the first has none before. Else that key was lost, and a person has to say that this one is right. */
export type HistoricalKey = KeyStatement & { proved: boolean };
export type KeyHistoryFault =
  | 'unreadable'
  | 'number-broken'
  | 'other-origin'
  | 'previous-differs'
  | 'not-signed'
  | 'wrong-signature'
  | 'begins-too-early';
export type KeyHistoryVerdict =
  | { ok: true; keys: HistoricalKey[] }
  | { ok: false; number: number; fault: KeyHistoryFault };

/** The text of the statement after `before`, which is the note of the key before. */
export function keyStatementText(
  { origin, number, key, fromSize, at }: Omit<KeyStatement, 'previous'>,
  before: Note | undefined,
): string {
  const previous = before ? sha256Hex(before.text) : NO_PREVIOUS_KEY;
  return `${[HEADING, origin, number, verifierKeyText(key), fromSize, at, previous].join('\n')}\n`;
}

/** Notes from the first key on. */
export function judgeKeyHistory(notes: readonly string[]): KeyHistoryVerdict {
  const keys: HistoricalKey[] = [];
  let before: Note | undefined;
  for (const [number, text] of notes.entries()) {
    const fault = (name: KeyHistoryFault): KeyHistoryVerdict => ({ ok: false, number, fault: name });
    const note = parseNote(text);
    const statement = note && parseStatement(note.text);
    if (!statement) return fault('unreadable');
    const last = keys.at(-1);
    if (statement.number !== number) return fault('number-broken');
    if (last && statement.origin !== last.origin) return fault('other-origin');
    if (statement.previous !== (before ? sha256Hex(before.text) : NO_PREVIOUS_KEY)) return fault('previous-differs');
    if (last && statement.fromSize < last.fromSize) return fault('begins-too-early');
    const own = judgeSignature(note, statement.key);
    if (own.kind !== 'right') return fault(own.kind === 'missing' ? 'not-signed' : 'wrong-signature');
    const earlier = last && judgeSignature(note, last.key);
    if (earlier?.kind === 'wrong') return fault('wrong-signature');
    keys.push({ ...statement, proved: earlier === undefined || earlier.kind === 'right' });
    before = note;
  }
  return { ok: true, keys };
}

/** Which key signs the tree of that size. */
export const keyForSize = (keys: readonly HistoricalKey[], size: number): HistoricalKey | undefined =>
  keys.findLast(({ fromSize }) => fromSize <= size);

function parseStatement(text: string): KeyStatement | undefined {
  const [heading, origin = '', number = '', encoded = '', fromSize = '', at = '', previous = '', end, ...more] =
    text.split('\n');
  const key = parseVerifierKey(encoded);
  const readable =
    heading === HEADING &&
    end === '' &&
    more.length === 0 &&
    origin !== '' &&
    key?.name === origin &&
    key.type === SIGNATURE_TYPES.ed25519 &&
    [number, fromSize].every((digits) => /^(0|[1-9]\d{0,15})$/.test(digits) && Number.isSafeInteger(Number(digits))) &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) &&
    /^[0-9a-f]{64}$/.test(previous);
  return readable ? { origin, number: Number(number), key, fromSize: Number(fromSize), at, previous } : undefined;
}
