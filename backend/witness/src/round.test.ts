import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkpointText, parseCheckpointText } from '@giamsat/proof/checkpoint';
import { keyStatementText } from '@giamsat/proof/key-history';
import { leafHash, treeHash } from '@giamsat/proof/merkle';
import { consistencyRanges, rangeHash } from '@giamsat/proof/merkle-proof';
import { noteOf, parseNote, SIGNATURE_TYPES, verifierKeyText } from '@giamsat/proof/note';
import { createNoteSigner, judgeSignature, type NoteSigner } from '@giamsat/proof/note-signing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openKept } from './kept.ts';
import { type WitnessedService, witnessRound } from './round.ts';

const ORIGIN = 'giamsat/0123456789abcdef';
const NOW = 1_618_448_400_000;
const newSigner = () => createNoteSigner(ORIGIN, SIGNATURE_TYPES.ed25519, generateKeyPairSync('ed25519').privateKey);
const leavesOf = (...texts: string[]) => texts.map((text) => leafHash(Buffer.from(text)));

/** A journal that can be written anew, as its owner could. */
function house() {
  const signers = [newSigner()];
  let leaves: Buffer[] = leavesOf('a', 'b', 'c');
  const keys: string[] = [];
  const introduce = (signer: NoteSigner, by: readonly NoteSigner[], fromSize: number) => {
    const before = keys.at(-1);
    const text = keyStatementText(
      { origin: ORIGIN, number: keys.length, key: signer.key, fromSize, at: '2021-04-15T01:00:00.000Z' },
      before === undefined ? undefined : parseNote(before),
    );
    keys.push(noteOf({ text, signatures: [signer, ...by].map((one) => one.sign(text, 0)) }));
  };
  introduce(signers[0] as NoteSigner, [], 1);
  const handedIn: string[] = [];
  const service: WitnessedService = {
    async seals() {
      const text = checkpointText({ origin: ORIGIN, size: leaves.length, root: treeHash(leaves) });
      const note = noteOf({ text, signatures: [(signers.at(-1) as NoteSigner).sign(text, 0)] });
      return { checkpoint: { note, size: leaves.length, madeAt: '2021-04-15T01:00:00.000Z' }, keys: [...keys] };
    },
    consistency: async (from, to) =>
      consistencyRanges(from, to).map((range) =>
        Buffer.from(
          rangeHash(range, ({ level, index }) => treeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))),
        ).toString('hex'),
      ),
    handIn: async (note) => void handedIn.push(note),
  };
  return {
    service,
    handedIn,
    serviceKey: verifierKeyText((signers[0] as NoteSigner).key),
    add: (...texts: string[]) => void leaves.push(...leavesOf(...texts)),
    rewrite(next: readonly Buffer[]) {
      leaves = [...next];
    },
    rotate(proved: boolean) {
      const next = newSigner();
      introduce(next, proved ? [signers.at(-1) as NoteSigner] : [], leaves.length + 1);
      signers.push(next);
    },
    keys,
  };
}

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'giamsat-witness-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a witness', () => {
  const open = (of: ReturnType<typeof house>, more: { serviceKey?: string } = {}) => {
    // Opened anew for each round, as after a restart.
    const kept = openKept(dir);
    const signer = createNoteSigner('vks.example/doi-chung', SIGNATURE_TYPES.cosignature, kept.key());
    const round = () => witnessRound({ ...of, ...more, kept, signer, now: () => NOW });
    return { kept, signer, round };
  };

  test('countersigns what continues what it kept, and keeps it first', async () => {
    const one = house();
    for (const [more, size] of [
      [[], 3],
      [['d'], 4],
      [['e', 'f', 'g', 'h', 'i'], 9],
    ] as const) {
      one.add(...more);
      const { kept, signer, round } = open(one);
      expect(await round()).toEqual({ kind: 'countersigned', size });
      const note = parseNote(one.handedIn.at(-1) ?? '');
      expect(note && judgeSignature(note, signer.key)).toEqual({ kind: 'right', seconds: NOW / 1000 });
      expect(parseCheckpointText(note?.text ?? '')?.size).toBe(size);
      expect(kept.newest()?.size).toBe(size);
    }
    expect(await open(one).round()).toEqual({ kind: 'unchanged', size: 9 });
    expect(readFileSync(path.join(dir, 'checkpoints.txt'), 'utf8').split(ORIGIN).length).toBeGreaterThan(6);
  });

  test('keeps what it could not hand in, and hands it in later', async () => {
    const one = house();
    const down = { ...one, service: { ...one.service, handIn: async () => Promise.reject(new Error('no line')) } };
    await expect(open(down).round()).rejects.toThrow('no line');
    expect(one.handedIn).toEqual([]);
    expect(await open(one).round()).toEqual({ kind: 'unchanged', size: 3 });
    expect(one.handedIn).toHaveLength(1);
  });

  test.each([
    ['a record was changed', () => leavesOf('a', 'X', 'c', 'd'), 'forked'],
    ['a record was changed and nothing added', () => leavesOf('a', 'X', 'c'), 'forked'],
    ['a record was slipped in', () => leavesOf('a', 'b', 'X', 'c'), 'forked'],
    ['two records changed places', () => leavesOf('b', 'a', 'c', 'd'), 'forked'],
    ['the end was cut off', () => leavesOf('a', 'b'), 'shorter'],
  ])('refuses for good where %s', async (_, leaves, why) => {
    const one = house();
    await open(one).round();
    one.rewrite(leaves());
    expect(await open(one).round()).toEqual({ kind: 'refused', why });
    expect(one.handedIn).toHaveLength(1);
    // The evidence stays, and nothing is countersigned any more, even if it is put right.
    one.rewrite(leavesOf('a', 'b', 'c', 'd'));
    expect(await open(one).round()).toEqual({ kind: 'refused', why: 'refused-before' });
    const { kept, seen } = open(one).kept.refusal() ?? {};
    expect(kept).toContain(ORIGIN);
    expect(JSON.stringify(seen)).toContain(ORIGIN);
  });

  test('follows to a key that the one before signed, and to no other', async () => {
    const one = house();
    await open(one).round();
    one.rotate(true);
    one.add('d');
    expect(await open(one).round()).toEqual({ kind: 'countersigned', size: 4 });
    one.rotate(false);
    one.add('e');
    expect(await open(one).round()).toEqual({ kind: 'refused', why: 'key-not-proved' });
    // A person handed over the new key.
    const [, , , newest = ''] = (one.keys.at(-1) ?? '').split('\n');
    expect(await open(one, { serviceKey: newest }).round()).toEqual({ kind: 'countersigned', size: 5 });
  });

  test('takes no service for the one that it was given the key of', async () => {
    const [one, other] = [house(), house()];
    expect(await open(other, { serviceKey: one.serviceKey }).round()).toEqual({ kind: 'refused', why: 'key-unknown' });
    const forged = {
      ...other,
      keys: one.keys,
      service: { ...other.service, seals: async () => ({ ...(await other.service.seals()), keys: one.keys }) },
    };
    expect(await open(forged, { serviceKey: one.serviceKey }).round()).toEqual({
      kind: 'refused',
      why: 'signature-wrong',
    });
  });
});
