/** What a witness keeps: its key, each checkpoint that it found right, and the one that it found wrong. All of it is on the disk before it is answered. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { parseCheckpointText } from '@giamsat/proof/checkpoint';
import { parseNote } from '@giamsat/proof/note';
import { PlainError } from './config.ts';

export type KeptCheckpoint = { origin: string; size: number; root: Buffer; note: string };
/** `seen`: the note and the history of keys as they came. */
export type Refusal = { at: string; why: string; kept: string | undefined; seen: unknown };

const CHECKPOINT = 'checkpoint.txt';
const ALL = 'checkpoints.txt';
const REFUSAL = 'refused.json';

export type Kept = {
  newest(): KeptCheckpoint | undefined;
  keep(note: string): void;
  refusal(): Refusal | undefined;
  refuse(refusal: Refusal): void;
  key(): KeyObject;
};

export function openKept(dir: string): Kept {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const at = (name: string) => path.join(dir, name);
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(at(name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  };
  const flush = (name: string) => {
    const handle = openSync(name, 'r');
    fsyncSync(handle);
    closeSync(handle);
  };
  /** A reader sees the old or the new, never half of it. */
  const write = (name: string, text: string) => {
    writeFileSync(`${at(name)}.new`, text, { mode: 0o600, flush: true });
    renameSync(`${at(name)}.new`, at(name));
    flush(dir);
  };

  return {
    newest() {
      const text = read(CHECKPOINT);
      if (text === undefined) return undefined;
      const checkpoint = parseCheckpointText(parseNote(text)?.text ?? '');
      if (!checkpoint)
        throw new PlainError(`${at(CHECKPOINT)} is damaged; the newest whole one stands at the end of ${at(ALL)}.`);
      return { ...checkpoint, note: text };
    },
    keep(note) {
      appendFileSync(at(ALL), `${note}\n`, { mode: 0o600, flush: true });
      write(CHECKPOINT, note);
    },
    refusal() {
      const text = read(REFUSAL);
      return text === undefined ? undefined : (JSON.parse(text) as Refusal);
    },
    refuse: (refusal) => write(REFUSAL, `${JSON.stringify(refusal, undefined, 2)}\n`),
    key() {
      const pem = read('witness.key');
      if (pem !== undefined) return createPrivateKey(pem);
      const { privateKey } = generateKeyPairSync('ed25519');
      write('witness.key', String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
      return privateKey;
    },
  };
}
