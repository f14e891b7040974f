import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseCheckpointText } from '@giamsat/proof/checkpoint';
import { judgeKeyHistory, keyForSize } from '@giamsat/proof/key-history';
import { continues } from '@giamsat/proof/merkle-proof';
import { parseNote } from '@giamsat/proof/note';
import { judgeSignature } from '@giamsat/proof/note-signing';
import { headText, payloadDigest, recordHash } from '@giamsat/proof/record';
import { sql as query } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger as logger, openTestDatabase, type TestDatabase } from '../testing/database.ts';
import { eventMaker, hearingSubject, type TestJournal, testJournal } from '../testing/events.ts';
import { rotateCheckpointKey } from './checkpoint-key.ts';
import { createCheckpoints } from './checkpoints.ts';
import { createSealer, type Sealer } from './sealer.ts';
import { rootOf } from './tree.ts';
import { createWitnesses } from './witnesses.ts';

let database: TestDatabase;
let dir: string;
let house: TestJournal;
const sealers: Sealer[] = [];
const keyFile = () => path.join(dir, 'checkpoint.key');

function openSealer(file = keyFile()): Sealer {
  const { journal, clock, metrics } = house;
  const sealer = createSealer({ sql: database.sql, journal, keyFile: file, clock, logger, metrics });
  sealers.push(sealer);
  return sealer;
}
const checkpointsOf = (sealer: Sealer) => {
  const witnesses = createWitnesses({ sql: database.sql, clock: house.clock, keys: [] });
  return createCheckpoints({ sql: database.sql, journal: house.journal, witnesses, fault: sealer.fault });
};
const make = eventMaker();
const lines = (count: number) =>
  house.journal.append(
    Array.from({ length: count }, (_, n) =>
      make({ type: 'hearing.note.recorded', subject: hearingSubject(), data: { text: `dòng ${n}` } }),
    ),
  );
/** The newest seal, judged as anybody can judge it. */
async function judged(sealer: Sealer) {
  const { checkpoint, keys } = await checkpointsOf(sealer).newest();
  const note = parseNote(checkpoint?.note ?? '');
  const sealed = parseCheckpointText(note?.text ?? '');
  const history = judgeKeyHistory(keys);
  if (!note || !sealed || !history.ok) throw new Error('not readable');
  const key = keyForSize(history.keys, sealed.size);
  if (!key) throw new Error('no key');
  expect(sealed.origin).toBe(key.origin);
  expect(judgeSignature(note, key.key)).toEqual({ kind: 'right' });
  expect(sealed.root).toEqual(await rootOf(database.sql, sealed.size));
  return { ...sealed, keys: history.keys, signedBy: key.number };
}
/** As the owner of the database could, who first puts the trigger aside. */
async function asOwner(...statements: string[]): Promise<void> {
  const all = ['alter table journal disable trigger all', ...statements, 'alter table journal enable trigger all'];
  await database.sql.transaction().execute(async (tx) => {
    for (const statement of all) await query.raw(statement).execute(tx);
  });
}
/** Another text in a record, with everything of it recomputed, so that its own chain would hold. */
async function rewrite(position: number): Promise<void> {
  const row = await database.sql
    .selectFrom('journal')
    .selectAll()
    .where('position', '=', position)
    .executeTakeFirstOrThrow();
  const payload = String(row.payload).replace('dòng', 'khác');
  const told = JSON.parse(row.head);
  const head = headText(told, told, payloadDigest(row.salt as Buffer, payload));
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  await asOwner(
    `update journal set head = ${quote(head)}, payload = ${quote(payload)}, hash = decode('${recordHash(head)}', 'hex') where position = ${position}`,
  );
}

beforeEach(async () => {
  database = await openTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-seal-'));
  house = testJournal(database.sql);
});
afterEach(async () => {
  for (const sealer of sealers.splice(0)) await sealer.close();
  await house.journal.close();
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

describe('sealing', () => {
  test('makes a key that nobody else can read, tells of it in the journal, and signs what is there', async () => {
    await lines(3);
    const sealer = openSealer();
    expect((await checkpointsOf(sealer).newest()).checkpoint).toBeUndefined();
    expect(await sealer.seal()).toBe('sealed');
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
    expect(await judged(sealer)).toMatchObject({ size: 4, signedBy: 0 });
    expect(await house.journal.verify('service/checkpoints')).toMatchObject({ ok: true, records: 1 });
  });

  test('says nothing where nothing changed, and each seal continues the one before', async () => {
    await lines(1);
    const sealer = openSealer();
    await sealer.seal();
    expect(await sealer.seal()).toBe('unchanged');
    let before = await judged(sealer);
    for (const count of [1, 300, 5, 1000]) {
      await lines(count);
      expect(await sealer.seal()).toBe('sealed');
      const now = await judged(sealer);
      const path = await checkpointsOf(sealer).consistency(before.size, now.size);
      expect(continues(before, now, path)).toBe(true);
      before = now;
    }
    expect(await house.metrics.registry.metrics()).toContain('giamsat_checkpoints_total 5');
    await expect(checkpointsOf(sealer).consistency(1, before.size + 1)).rejects.toMatchObject({ code: 'not-found' });
    await expect(checkpointsOf(sealer).inclusion(before.size)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('of two nodes one seals at a time, with one history of keys', async () => {
    await lines(2);
    const two = [openSealer(), openSealer()];
    await Promise.all(two.map((sealer) => sealer.seal()));
    for (let n = 0; n < 5; n++) {
      await lines(20);
      const told = await Promise.all(two.map((sealer) => sealer.seal()));
      expect(told).toContain('sealed');
      expect(told).not.toContain('stopped');
    }
    const [sealer] = two;
    expect(sealer && (await judged(sealer)).keys).toHaveLength(1);
  });

  test('of seals nothing can be changed', async () => {
    await lines(300);
    await openSealer().seal();
    for (const statement of [
      'update checkpoints set size = 1',
      'delete from checkpoints',
      'delete from journal_tree',
      'truncate cosignatures',
    ]) {
      await expect(query.raw(statement).execute(database.sql), statement).rejects.toThrow('append-only');
    }
  });
});

describe('another key', () => {
  test('is told of in the journal and signed by the one before; a rotation that broke off is finished', async () => {
    await lines(2);
    const sealer = openSealer();
    await sealer.seal();
    const first = await judged(sealer);
    const deps = { file: keyFile(), journal: house.journal, clock: house.clock };
    await rotateCheckpointKey(deps, { lost: false });
    expect(await sealer.seal()).toBe('sealed');
    const second = await judged(sealer);
    expect(second).toMatchObject({ signedBy: 1, origin: first.origin });
    expect(second.keys.map(({ proved }) => proved)).toEqual([true, true]);
    expect(await readdir(dir)).toEqual(['checkpoint.key']);

    // Told of, and killed before the file had its name.
    await rename(keyFile(), `${keyFile()}.next`);
    await lines(1);
    expect(await sealer.seal()).toBe('sealed');
    expect(await readdir(dir)).toEqual(['checkpoint.key']);
  });

  test('after a loss is taken, and said to be proved by nobody', async () => {
    await lines(2);
    await openSealer().seal();
    await rm(keyFile());
    const deps = { file: keyFile(), journal: house.journal, clock: house.clock };
    await expect(rotateCheckpointKey(deps, { lost: false })).rejects.toThrow('--lost');
    await rotateCheckpointKey(deps, { lost: true });
    const sealer = openSealer();
    expect(await sealer.seal()).toBe('sealed');
    expect((await judged(sealer)).keys.map(({ proved }) => proved)).toEqual([true, false]);
  });

  test('that the history does not know signs nothing', async () => {
    await lines(2);
    await openSealer().seal();
    await lines(2);
    const other = openSealer(path.join(dir, 'other.key'));
    expect(await other.seal()).toBe('stopped');
    expect(other.fault()).toEqual({ kind: 'key-missing' });
    await rename(keyFile(), path.join(dir, 'kept.key'));
    const lost = openSealer();
    expect(await lost.seal()).toBe('stopped');
    expect(await house.metrics.registry.metrics()).toContain('giamsat_checkpoint_faults_total{fault="key-missing"} 2');
  });
});

describe('a database that was rewritten', () => {
  const sealThousand = async () => {
    await lines(1000);
    const sealer = openSealer();
    await sealer.seal();
    expect(await sealer.reread()).toBeUndefined();
    return sealer;
  };

  test('in what is newest is found by the next seal', async () => {
    const sealer = await sealThousand();
    await rewrite(990);
    await lines(1);
    expect(await sealer.seal()).toBe('stopped');
    expect(sealer.fault()).toEqual({ kind: 'root-differs' });
    // And stays so.
    expect(await sealer.seal()).toBe('stopped');
    expect((await checkpointsOf(sealer).newest()).fault).toEqual({ kind: 'root-differs' });
    expect(await house.metrics.registry.metrics()).toContain('giamsat_checkpoint_faults_total{fault="root-differs"} 1');
  });

  test('in what is old, with all its hashes, is found by reading it again', async () => {
    const sealer = await sealThousand();
    await rewrite(300);
    expect(await sealer.reread()).toEqual({ kind: 'subtree-differs', position: 256 });
    expect(await sealer.seal()).toBe('stopped');
  });

  test.each([
    ['a text', "update journal set payload = replace(payload, 'dòng', 'khác') where position = 300"],
    ['a head', "update journal set head = replace(head, 'note', 'nota') where position = 300"],
    ['a place', 'delete from journal where position = 300'],
  ])('%s of what is old is found by its record', async (_, statement) => {
    const sealer = await sealThousand();
    await asOwner(statement);
    expect(await sealer.reread()).toEqual({ kind: 'record-differs', position: 300 });
  });

  test('that was cut off at its end is found at once', async () => {
    const sealer = await sealThousand();
    await asOwner('delete from journal where position > 900', 'update journal_head set next_position = 901');
    expect(await sealer.seal()).toBe('stopped');
    expect(sealer.fault()).toEqual({ kind: 'journal-shorter' });
  });

  test('with a payload that was withheld holds', async () => {
    const sealer = await sealThousand();
    await asOwner('update journal set payload = null, salt = null where position = 300');
    expect(await sealer.reread()).toBeUndefined();
    await lines(1);
    expect(await sealer.seal()).toBe('sealed');
  });
});
