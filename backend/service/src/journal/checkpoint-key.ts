/** The key that signs checkpoints: in a file beside the database, its history in the journal. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { type HistoricalKey, judgeKeyHistory, keyStatementText } from '@giamsat/proof/key-history';
import { noteOf, parseNote, SIGNATURE_TYPES } from '@giamsat/proof/note';
import { createNoteSigner, type NoteSigner } from '@giamsat/proof/note-signing';
import { sha256Hex } from '@giamsat/proof/sha256';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { PlainError } from '../platform/errors.ts';
import type { Journal } from './journal.ts';

/** In the data folder, unless `GIAMSAT_CHECKPOINT_KEY_FILE` names another. */
export const CHECKPOINT_KEY_FILE = 'checkpoint.key';
/** The stream that tells of these keys. */
export const CHECKPOINTS = 'service/checkpoints';

type Deps = { file: string; journal: Pick<Journal, 'appendOwn' | 'readStream' | 'head'>; clock: Clock };
export type KeyHistory = { notes: string[]; keys: HistoricalKey[] };
/** `key-missing`: there is a history, and no file. `key-differs`: the file holds another key than the history's last. */
export type KeyFault = 'history-broken' | 'key-missing' | 'key-differs';

export async function readKeyHistory(journal: Pick<Journal, 'readStream'>): Promise<KeyHistory | undefined> {
  const records = await journal.readStream(CHECKPOINTS);
  const notes = records.flatMap(({ event }) =>
    typeof event.data.statement === 'string' ? [event.data.statement] : [],
  );
  const verdict = judgeKeyHistory(notes);
  return verdict.ok ? { notes, keys: verdict.keys } : undefined;
}

/** What signs now, and for which journal; at the very first a key is made and told of in the journal. */
export async function openCheckpointKey(deps: Deps): Promise<{ signer: NoteSigner; history: KeyHistory } | KeyFault> {
  let history = await readKeyHistory(deps.journal);
  if (!history) return 'history-broken';
  if (history.keys.length === 0) {
    const key = (await readKey(deps.file)) ?? (await makeKey(deps.file));
    const origin = originOf(key);
    await introduce(deps, history, createNoteSigner(origin, SIGNATURE_TYPES.ed25519, key), undefined, 1);
    history = (await readKeyHistory(deps.journal)) ?? history;
  }
  const last = history.keys.at(-1);
  if (!last) return 'key-missing';
  const signerIn = async (file: string) => {
    const key = await readKey(file);
    return key && createNoteSigner(last.origin, SIGNATURE_TYPES.ed25519, key);
  };
  const isLast = (signer: NoteSigner | undefined) => signer?.key.publicKey.equals(last.key.publicKey) === true;
  let signer = await signerIn(deps.file);
  // A change of keys that was told of, and then broke off.
  if (!isLast(signer) && isLast(await signerIn(nextOf(deps.file)))) {
    await rename(nextOf(deps.file), deps.file);
    signer = await signerIn(deps.file);
  }
  if (!signer) return 'key-missing';
  return isLast(signer) ? { signer, history } : 'key-differs';
}

/** Where the next key waits until it is told of. */
const nextOf = (file: string): string => `${file}.next`;

/**
 * Another key from now on. The one before signs the statement as well; `lost`: it is not there any more, and every witness has to be
 * told the new one by a person. @throws PlainError
 */
export async function rotateCheckpointKey(deps: Deps, { lost }: { lost: boolean }): Promise<HistoricalKey> {
  const history = await readKeyHistory(deps.journal);
  const last = history?.keys.at(-1);
  if (!history || !last)
    throw new PlainError('There is no history of keys that could be continued; start the service once.');
  const old = lost ? undefined : await readKey(deps.file);
  if (!lost && !old)
    throw new PlainError(`The key file ${deps.file} is missing. If it is lost for good: rotate-checkpoint-key --lost`);
  const before = old && createNoteSigner(last.origin, SIGNATURE_TYPES.ed25519, old);
  if (before && before.key.keyId !== last.key.keyId) {
    throw new PlainError(
      `The key in ${deps.file} is not the last of the history. If that one is lost for good: rotate-checkpoint-key --lost`,
    );
  }
  const next = nextOf(deps.file);
  const key = (await readKey(next)) ?? (await makeKey(next));
  const signer = createNoteSigner(last.origin, SIGNATURE_TYPES.ed25519, key);
  // Trees with this very statement in them and larger ones are the new key's.
  await introduce(deps, history, signer, before, (await deps.journal.head()) + 2);
  await rename(next, deps.file);
  const now = (await readKeyHistory(deps.journal))?.keys.at(-1);
  if (now?.key.keyId !== signer.key.keyId) throw new PlainError('The new key could not be recorded.');
  return now;
}

async function introduce(
  { journal, clock }: Deps,
  { notes, keys }: KeyHistory,
  signer: NoteSigner,
  before: NoteSigner | undefined,
  fromSize: number,
): Promise<void> {
  const number = keys.length;
  const last = notes.at(-1);
  const statement = { origin: signer.key.name, number, key: signer.key, fromSize, at: rfc3339(clock.now()) };
  const text = keyStatementText(statement, last === undefined ? undefined : parseNote(last));
  const signatures = [signer, ...(before ? [before] : [])].map((one) => one.sign(text, clock.now()));
  await journal.appendOwn([
    {
      // Two nodes that begin together make one history.
      id: `checkpoint-key-${number}`,
      type: 'checkpoint.key.introduced',
      subject: CHECKPOINTS,
      data: { number, statement: noteOf({ text, signatures }) },
    },
  ]);
}

/** The name of this journal for ever: after its first key. */
const originOf = (key: KeyObject): string =>
  `giamsat/${sha256Hex(createNoteSigner('giamsat', SIGNATURE_TYPES.ed25519, key).key.publicKey).slice(0, 16)}`;

async function makeKey(file: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(file, pem, { mode: 0o600, flag: 'wx', flush: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw new PlainError(`The key file ${file} cannot be made: ${error.code}`);
  });
  const key = await readKey(file);
  if (!key) throw new PlainError(`The key file ${file} cannot be read.`);
  return key;
}

/** Undefined where there is none. @throws PlainError where it cannot be used */
export async function readKey(file: string): Promise<KeyObject | undefined> {
  try {
    if (((await stat(file)).mode & 0o077) !== 0) {
      throw new PlainError(`The key file ${file} can be read by others; set its mode to 600.`);
    }
    const key = createPrivateKey(await readFile(file));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it holds a key of another kind');
    return key;
  } catch (error) {
    if (error instanceof PlainError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PlainError(`The key file ${file} cannot be used: ${(error as Error).message}`);
  }
}
