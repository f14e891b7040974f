import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { judgeKeyHistory, keyForSize, keyStatementText } from './key-history.ts';
import { noteOf, parseNote, SIGNATURE_TYPES } from './note.ts';
import { createNoteSigner, type NoteSigner } from './note-signing.ts';

const ORIGIN = 'giamsat/0123456789abcdef';
const signerOf = (name = ORIGIN) =>
  createNoteSigner(name, SIGNATURE_TYPES.ed25519, generateKeyPairSync('ed25519').privateKey);

function historyOf(signers: readonly NoteSigner[], more: { lost?: number; sizes?: number[] } = {}): string[] {
  const notes: string[] = [];
  for (const [number, signer] of signers.entries()) {
    const before = notes.at(-1);
    const text = keyStatementText(
      {
        origin: ORIGIN,
        number,
        key: signer.key,
        fromSize: more.sizes?.[number] ?? number * 100,
        at: '2021-04-15T01:00:00.000Z',
      },
      before === undefined ? undefined : parseNote(before),
    );
    const earlier = number === more.lost ? undefined : signers[number - 1];
    notes.push(noteOf({ text, signatures: [signer, ...(earlier ? [earlier] : [])].map((one) => one.sign(text, 0)) }));
  }
  return notes;
}

describe('a history of keys', () => {
  const signers = [signerOf(), signerOf(), signerOf()];
  const notes = historyOf(signers);
  const verdict = judgeKeyHistory(notes);

  test('leads from the first to the last, each for its sizes', () => {
    if (!verdict.ok) throw new Error(verdict.fault);
    expect(verdict.keys.map(({ proved }) => proved)).toEqual([true, true, true]);
    const keyIdFor = (size: number) => keyForSize(verdict.keys, size)?.key.keyId;
    expect([0, 99, 100, 250].map(keyIdFor)).toEqual([0, 0, 1, 2].map((n) => signers[n]?.key.keyId));
  });

  test('says where a key was brought in without the one before', () => {
    const lost = judgeKeyHistory(historyOf(signers, { lost: 1 }));
    expect(lost.ok && lost.keys.map(({ proved }) => proved)).toEqual([true, false, true]);
  });

  test('that was changed is not taken', () => {
    const [first = '', second = '', third = ''] = notes;
    const other = historyOf([signers[0] as NoteSigner, signerOf(), signerOf()]);
    expect(judgeKeyHistory([first, third])).toEqual({ ok: false, number: 1, fault: 'number-broken' });
    expect(judgeKeyHistory([first, other[1] ?? '', third])).toEqual({
      ok: false,
      number: 2,
      fault: 'previous-differs',
    });
    expect(judgeKeyHistory([first, second.replace('\n100\n', '\n101\n')])).toMatchObject({
      number: 1,
      fault: 'wrong-signature',
    });
    expect(judgeKeyHistory([first, 'text\n'])).toMatchObject({ number: 1, fault: 'unreadable' });
    expect(judgeKeyHistory([first.replaceAll(ORIGIN, 'giamsat/other'), second]).ok).toBe(false);
    const unsigned = parseNote(second);
    if (!unsigned) throw new Error('not read');
    const byFormerAlone = noteOf({ ...unsigned, signatures: unsigned.signatures.slice(1) });
    expect(judgeKeyHistory([first, byFormerAlone])).toMatchObject({ number: 1, fault: 'not-signed' });
    expect(judgeKeyHistory(historyOf(signers, { sizes: [0, 50, 40] }))).toMatchObject({
      number: 2,
      fault: 'begins-too-early',
    });
  });
});
