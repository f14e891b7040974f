import { createPrivateKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkpointText, parseCheckpointText } from './checkpoint.ts';
import { noteOf, parseNote, parseVerifierKey, SIGNATURE_TYPES, verifierKeyText } from './note.ts';
import { createNoteSigner, judgeSignature } from './note-signing.ts';

/** PKCS #8 of an Ed25519 seed. */
const privateKeyOf = (seed: Buffer) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });

/** Of the documentation of golang.org/x/mod/sumdb/note. */
const GO = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1),
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};
/** Of C2SP's signed-note. */
const C2SP = {
  key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  note: 'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
};
/** Of C2SP's tlog-cosignature. */
const COSIGNED = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

describe('signed notes', () => {
  const signer = createNoteSigner('PeterNeumann', SIGNATURE_TYPES.ed25519, privateKeyOf(GO.seed));

  test('are what other implementations write', () => {
    expect(verifierKeyText(signer.key)).toBe(GO.key);
    expect(noteOf({ text: GO.text, signatures: [signer.sign(GO.text, 0)] })).toBe(`${GO.text}\n${GO.line}`);
  });

  test('of other implementations are judged, whole and with a byte changed', () => {
    for (const { key, note } of [C2SP, { key: GO.key, note: `${GO.text}\n${GO.line}` }]) {
      const known = parseVerifierKey(key);
      const parsed = parseNote(note);
      if (!known || !parsed) throw new Error('not read');
      expect(noteOf(parsed)).toBe(note);
      expect(judgeSignature(parsed, known)).toEqual({ kind: 'right' });
      expect(judgeSignature({ ...parsed, text: parsed.text.replace('is', 'iz') }, known)).toEqual({ kind: 'wrong' });
      expect(judgeSignature({ ...parsed, signatures: [] }, known)).toEqual({ kind: 'missing' });
    }
  });

  test('by another key of the same name are not taken for its own', () => {
    const other = createNoteSigner('PeterNeumann', SIGNATURE_TYPES.ed25519, privateKeyOf(Buffer.alloc(32, 7)));
    const note = { text: GO.text, signatures: [other.sign(GO.text, 0)] };
    expect(judgeSignature(note, signer.key)).toEqual({ kind: 'missing' });
    const forged = { ...note, signatures: note.signatures.map((one) => ({ ...one, keyId: signer.key.keyId })) };
    expect(judgeSignature(forged, signer.key)).toEqual({ kind: 'wrong' });
  });

  test('that are none are not read', () => {
    for (const note of [
      '',
      'text\n',
      'text\n\n',
      `${GO.text}\n${GO.line}`.slice(0, -1),
      `${GO.text}\n${GO.line.replace('—', '-')}`,
      `${GO.text}\n${GO.line.replace('x08', 'x0 8')}`,
      `${GO.text}\n${GO.line.replace('=', '')}`,
      `te\u0007xt\n\n${GO.line}`,
      `te\rxt\n\n${GO.line}`,
      `te\ud800xt\n\n${GO.line}`,
      `text\n\n${GO.line.repeat(65)}`,
    ]) {
      expect(parseNote(note), JSON.stringify(note)).toBeUndefined();
    }
  });

  test('keys that are none are not read', () => {
    expect(parseVerifierKey(GO.key)).toBeDefined();
    for (const key of [
      '',
      'a+b+c',
      GO.key.replace('c74', 'c75'),
      GO.key.replace('ARpc', 'AhpC'),
      `x${GO.key}`,
      `${GO.key}=`,
    ]) {
      expect(parseVerifierKey(key), key).toBeUndefined();
    }
    expect(() => createNoteSigner('a name', SIGNATURE_TYPES.ed25519, privateKeyOf(GO.seed))).toThrow();
  });
});

describe('checkpoints', () => {
  test('of other implementations are read, cosignature and all', () => {
    const note = parseNote(COSIGNED);
    const checkpoint = parseCheckpointText(note?.text ?? '');
    expect(checkpoint).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      root: Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'),
    });
    expect(checkpoint && checkpointText(checkpoint)).toBe(note?.text);
    expect(note?.signatures[1]).toMatchObject({ name: 'witness.example.com/w1', keyId: '8d66cf3f' });
    expect(note?.signatures[1]?.signature.readBigUInt64BE()).toBe(1_679_315_147n);
  });

  test('that are none are not read', () => {
    const text = 'origin\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    expect(parseCheckpointText(text)).toBeDefined();
    for (const wrong of [
      text.replace('7', '07'),
      text.replace('7', '-7'),
      text.replace('7', '9999999999999999'),
      text.replace('CsU', 'CU'),
      text.replace('2I=', '2J='),
      `${text}more\n`,
      text.slice(0, -1),
      text.replace('origin', ''),
    ]) {
      expect(parseCheckpointText(wrong), JSON.stringify(wrong)).toBeUndefined();
    }
  });

  test('are cosigned over the time as well', () => {
    const cosigner = createNoteSigner('witness.example.com/w1', SIGNATURE_TYPES.cosignature, privateKeyOf(GO.seed));
    const text = checkpointText({ origin: 'o', size: 1, root: Buffer.alloc(32) });
    const signature = cosigner.sign(text, 1_679_315_147_999);
    expect(judgeSignature({ text, signatures: [signature] }, cosigner.key)).toEqual({
      kind: 'right',
      seconds: 1_679_315_147,
    });
    const later = Buffer.from(signature.signature);
    later.writeBigUInt64BE(1_679_315_148n);
    expect(judgeSignature({ text, signatures: [{ ...signature, signature: later }] }, cosigner.key)).toEqual({
      kind: 'wrong',
    });
    // The same key as a note's is another key.
    const plain = createNoteSigner('witness.example.com/w1', SIGNATURE_TYPES.ed25519, privateKeyOf(GO.seed));
    expect(plain.key.keyId).not.toBe(cosigner.key.keyId);
  });
});
