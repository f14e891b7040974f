// Recordings are removed by decision alone: over a real database, journal and disk, killed half way, and with what stands against it.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { at, createHand, scheduled } from '@giamsat/contract/testing/build';
import { sha256Hex } from '@giamsat/proof/sha256';
import { createAccess } from '@giamsat/service/access/access';
import type { Viewer } from '@giamsat/service/access/viewer';
import { createMedia } from '@giamsat/service/media/media';
import { createDamage } from '@giamsat/service/media/recording/damage';
import { createRecordings } from '@giamsat/service/media/recording/recordings';
import { createRemoved } from '@giamsat/service/media/recording/removed';
import { createSegments } from '@giamsat/service/media/recording/segments';
import { createMediaRights } from '@giamsat/service/media-rights';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { createObjectStore } from '@giamsat/service/platform/object-store';
import { createKeeping, type Keeping } from '@giamsat/service/review/keeping/keeping';
import { silentLogger as logger, openTestDatabase, type TestDatabase } from '@giamsat/service/testing/database';
import { testHearings } from '@giamsat/service/testing/hearings';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const EPOCH = '01890000-0000-7000-8000-000000000001';
const HOUR = 3_600_000;
const ASKER = { login: 'thuky.lb' };
const [FIRST, SECOND] = [{ login: 'chanhan.lb' }, { login: 'chanhan' }];
const DECISION = { decisionNo: '12/QĐ-TA', decidedOn: '2041-04-16', reason: 'Hết thời hạn bảo quản' };
const CHIEF: Viewer = {
  login: 'chanhan',
  displayName: 'Chánh án',
  role: 'province_chief_judge',
  organisation: 'toa',
  authorisations: [],
  sessionId: 'x',
  asOf: Number.MAX_SAFE_INTEGER,
};

let database: TestDatabase;
let dir: string;
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  database = await openTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-keeping-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

/** Two hearings in one room, one after the other, recorded by two cameras; 20 years later. */
async function world() {
  const { sql } = database;
  const { journal, hearings, registry, clock } = await testHearings(sql, at('07:00'));
  const [one, other] = [0, 1].map(() => randomUUID().replace(/^(.{14})4/, '$17')) as [string, string];
  for (const [id, begins, ends] of [
    [one, '08:00', '10:00'],
    [other, '10:00:30', '11:00'],
  ] as const) {
    const make = createHand(id, `/courts/lb/agents/${id}`);
    clock.set(Date.parse(at(ends)));
    const results = await journal.append([
      make('07:00', 'hearing.scheduled', scheduled({ room: 'lb-1' })),
      make(begins, 'hearing.preparation.started', { room: 'lb-1' }),
      make(begins, 'hearing.transmission.permitted', { scope: 'whole' }),
      make(begins, 'hearing.opened'),
      make(ends, 'hearing.closed'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 'accepted'));
  }
  const metrics = createMetrics();
  const access = await createAccess({ sql, clock, bus: createMemoryBus({ logger }), logger, metrics, dataDir: dir });
  const objects = await createObjectStore(path.join(dir, 'recordings'));
  const rights = createMediaRights({ hearings, registry, access, journal, listens: () => false, clock, logger });
  const media = createMedia<Viewer>({ sql, objects, rights, clock, logger, metrics, otherTarget: () => {} });
  const segments = createSegments({ sql, objects });
  const [damage, removed] = [createDamage({ sql, clock }), createRemoved({ sql })];
  const recordings = createRecordings<Viewer>({ sql, segments, damage, removed, rights, clock });
  closing.push(
    () => registry.close(),
    () => hearings.close(),
    () => journal.close(),
    () => access.close(),
    () => rights.close(),
    () => media.close(),
  );
  await sql.insertInto('organisations').values({ code: 'toa', name: 'Tòa án', name_en: null, kind: 'court' }).execute();
  for (const { login } of [ASKER, FIRST, SECOND]) {
    await sql
      .insertInto('accounts')
      .values({ login, display_name: login, role: 'clerk', organisation: 'toa', court: null, password_hash: null })
      .execute();
  }
  for (const feed of ['lb-1-1', 'lb-1-2', 'cl-1-1']) {
    const size = { codecs: 'avc1.42e01e', width: 640, height: 360, frame_rate: 25, part_target_ms: 200 };
    const rest = { clock_offset_ms: 0, init_sha256: '0'.repeat(64), gop_ms: null, init: null, has_audio: null };
    await sql
      .insertInto('media_epochs')
      .values({ feed, epoch: EPOCH, ...size, ...rest })
      .execute();
  }
  const record = async (feed: string, number: number, time: string) => {
    const bytes = Buffer.from(`${feed} ${number}`);
    const upload = objects.begin();
    upload.write(bytes);
    const startMs = Date.parse(at(time));
    const said = { startMs, durationMs: 4000, bytes: bytes.length, sha256: sha256Hex(bytes), hasAudio: true };
    await segments.keep(upload, { feed, epoch: EPOCH, number, ...said, thumbnail: true });
    await segments.keepThumbnail({ feed, epoch: EPOCH, number }, bytes);
  };
  for (const [n, time] of ['08:00:00', '08:00:04', '08:00:08', '09:59:56'].entries()) await record('lb-1-1', n, time);
  await record('lb-1-2', 7, '08:30:00');
  await record('lb-1-2', 9, '09:59:58');
  // Into the hearing that follows, of that one alone, and of another court.
  await record('lb-1-1', 4, '10:00:28');
  await record('lb-1-1', 5, '10:30:00');
  await record('cl-1-1', 0, '08:30:00');
  clock.set(Date.parse('2041-04-17T02:00:00.000Z'));

  const files = async () =>
    (await readdir(path.join(dir, 'recordings'), { recursive: true }))
      .filter((name) => /\.(m4s|jpg)$/.test(name))
      .map((name) => name.replace(`/${EPOCH}/`, ' '))
      .sort();
  const deps = { sql, clock, logger, metrics, audit: access.audit, hearings, registry, journal };
  const open = (more: Partial<Parameters<typeof createKeeping>[0]> = {}): Promise<Keeping> =>
    createKeeping({ ...deps, media: media.keeping, afterHours: 24, ...more });
  const hearing = await hearings.get(one);
  if (!hearing) throw new Error('no hearing');
  const classify = (keeping: Keeping, code = 'years_20') =>
    keeping.classify(ASKER, one, { class: code, version: 0, reason: 'Quyết định của Tòa án' });
  /** Asked for and approved; it begins in a day. */
  const approved = async (keeping: Keeping): Promise<string> => {
    await classify(keeping);
    const { id, digest } = await keeping.removals.ask(ASKER, hearing, DECISION);
    for (const approver of [FIRST, SECOND]) await keeping.removals.approve(approver, id, digest);
    return id;
  };
  const told = async () =>
    (await journal.readStream(`hearings/${one}`))
      .map(({ event }) => event)
      .filter(({ type }) => type === 'recording.removed');
  const shown = (number: number) => recordings.find(CHIEF, one, { feed: 'lb-1-1', epoch: EPOCH, number });
  return { sql, clock, journal, shown, media, record, files, open, hearing, one, other, classify, approved, told };
}

const OF_ONE = ['lb-1-1 0', 'lb-1-1 1', 'lb-1-1 2', 'lb-1-1 3', 'lb-1-2 7', 'lb-1-2 9'];
const STAY = ['cl-1-1 0', 'lb-1-1 4', 'lb-1-1 5'];
const filesOf = (names: string[]) => names.flatMap((name) => [`${name}.jpg`, `${name}.m4s`]).sort();
const ALL = filesOf([...OF_ONE, ...STAY]);

describe('recordings are removed', () => {
  test('by a decision that two others approved, a day later, and the journal tells what and why', async () => {
    const { open, hearing, clock, files, media, journal, one, sql, shown, told, approved } = await world();
    const keeping = await open();
    const id = await approved(keeping);
    expect(await keeping.carryOut.step()).toBe(0);
    expect(await files()).toEqual(ALL);
    expect(await shown(1)).toMatchObject({ number: 1 });
    const before = await sql.selectFrom('media_segments').selectAll().orderBy('arrival').execute();

    clock.advance(24 * HOUR);
    expect(await keeping.carryOut.step()).toBe(1);
    expect(await files()).toEqual(filesOf(STAY));
    const { decisionNo, decidedOn, reason } = DECISION;
    const why = { removal: id, decisionNo, decidedOn, reason, epoch: EPOCH };
    expect((await told()).map(({ source, data }) => ({ source, data }))).toEqual([
      {
        source: '/service',
        data: { ...why, feed: 'lb-1-1', numbers: [{ from: 0, to: 3 }], from: at('08:00'), to: at('10:00') },
      },
      {
        source: '/service',
        data: {
          ...why,
          feed: 'lb-1-2',
          numbers: [
            { from: 7, to: 7 },
            { from: 9, to: 9 },
          ],
          from: at('08:30'),
          to: at('10:00:02'),
        },
      },
    ]);
    // The digests stay, and the chain holds.
    expect(await sql.selectFrom('media_segments').selectAll().orderBy('arrival').execute()).toEqual(before);
    expect((await journal.verify(`hearings/${one}`)).ok).toBe(true);
    expect(await keeping.removals.get(id)).toMatchObject({ state: 'removed', ended_by: null });
    expect(await shown(1)).toEqual({ status: 404 });
    // It is not missing, and nothing is left that could be asked for.
    const coverage = await media.coverage(one, 'lb-1-1');
    expect(coverage?.gaps.filter(({ cause }) => cause === 'removed')).toEqual([
      { cause: 'removed', fromMs: Date.parse(at('08:00')), toMs: Date.parse(at('08:00:12')) },
      { cause: 'removed', fromMs: Date.parse(at('09:59:56')), toMs: Date.parse(at('10:00')) },
    ]);
    expect(coverage?.recorded).toEqual([]);
    expect((await keeping.stateOf(hearing)).obstacles).toEqual(['nothing_recorded']);
    expect(await media.patrol.step()).toBe(9);
    expect(await sql.selectFrom('media_damage').selectAll().execute()).toEqual([]);
    // Said once, however often it is looked for.
    expect(await keeping.carryOut.step()).toBe(0);
    expect(await told()).toHaveLength(2);
  });

  test('killed half way, it goes on where it was, and takes nothing that was not approved', async () => {
    const { open, clock, files, media, approved, shown, told, record } = await world();
    let left = 2;
    const dying = await open({
      media: {
        ...media.keeping,
        async removeSegments(keys) {
          for (const key of keys) {
            if (left-- === 0) throw new Error('killed');
            await media.keeping.removeSegments([key]);
          }
        },
      },
    });
    const id = await approved(dying);
    clock.advance(24 * HOUR);
    await expect(dying.carryOut.step()).rejects.toThrow('killed');
    expect((await dying.removals.get(id)).state).toBe('removing');
    expect(await files()).toEqual(filesOf([...OF_ONE.slice(2), ...STAY]));
    // What is on the disk still is shown to nobody, and nobody can stop it any more.
    expect(await shown(3)).toEqual({ status: 404 });
    expect((await media.coverage((await dying.removals.get(id)).hearing, 'lb-1-1'))?.recorded).toEqual([]);
    await expect(dying.removals.stop(SECOND, id, 'x')).rejects.toThrow('removing');
    // The court sends the rest of its recording meanwhile.
    await record('lb-1-1', 6, '09:00:00');

    // Also where removing was switched off meanwhile: what was begun comes to its end.
    const again = await open({ afterHours: undefined });
    expect(await again.carryOut.step()).toBe(1);
    expect(await files()).toEqual(filesOf([...STAY, 'lb-1-1 6']));
    expect(await told()).toHaveLength(2);
  });

  test('never before the journal has it', async () => {
    const { open, clock, files, approved, told } = await world();
    const dying = await open({ journal: { appendOwn: () => Promise.reject(new Error('no journal')) } });
    await approved(dying);
    clock.advance(24 * HOUR);
    await expect(dying.carryOut.step()).rejects.toThrow('no journal');
    expect(await files()).toEqual(ALL);
    expect(await (await open()).carryOut.step()).toBe(1);
    expect(await told()).toHaveLength(2);
    expect(await files()).toEqual(filesOf(STAY));
  });

  test.each([
    ['held', 'held since'],
    ['changed', 'recorded meanwhile'],
    ['permanent', 'kept for good since'],
  ] as const)('not at all where it is %s: %s', async (cause, _why) => {
    const { open, clock, files, approved, record, one, told } = await world();
    const keeping = await open();
    const id = await approved(keeping);
    const words = { documentNo: '3/YC-VKS', reason: 'Đang giải quyết khiếu nại' };
    if (cause === 'held') await keeping.hold(ASKER, one, words);
    else if (cause === 'changed') await record('lb-1-1', 6, '09:00:00');
    else await keeping.classify(ASKER, one, { class: 'permanent', version: 1, reason: 'Án tử hình' });
    const there = await files();
    clock.advance(24 * HOUR);
    expect(await keeping.carryOut.step()).toBe(0);
    expect(await keeping.removals.get(id)).toMatchObject({ state: 'stopped', end_reason: cause, ended_by: null });
    clock.advance(24 * HOUR);
    expect(await keeping.carryOut.step()).toBe(0);
    expect(await files()).toEqual(there);
    expect(await told()).toEqual([]);
  });

  test('not at all where removing is switched off, also when it was approved before', async () => {
    const { open, clock, files, approved, hearing } = await world();
    await approved(await open());
    const off = await open({ afterHours: undefined });
    clock.advance(1000 * HOUR);
    expect(await off.carryOut.step()).toBe(0);
    expect(await files()).toEqual(ALL);
    expect((await off.stateOf(hearing)).obstacles).toEqual(['off', 'asked']);
  });
});

describe('a removal', () => {
  test('is asked for when the class’s time is over and nothing holds the recordings', async () => {
    const { open, hearing, clock, one, classify } = await world();
    const keeping = await open();
    const ask = () => keeping.removals.ask(ASKER, hearing, DECISION);
    const obstacles = async () => (await keeping.stateOf(hearing)).obstacles;
    expect(await obstacles()).toEqual(['unclassified']);
    await expect(ask()).rejects.toThrow('unclassified');
    await expect(classify(keeping, 'days_3')).rejects.toMatchObject({ field: '/class' });
    await classify(keeping, 'permanent');
    expect(await obstacles()).toEqual(['permanent']);
    await expect(classify(keeping)).rejects.toMatchObject({ field: '/version' });
    await keeping.classify(ASKER, one, { class: 'years_20', version: 1, reason: 'Sửa' });
    clock.set(Date.parse('2041-04-15T16:59:59.000Z'));
    expect(await obstacles()).toEqual(['not_over']);
    clock.set(Date.parse('2041-04-15T17:00:00.000Z'));
    expect(await obstacles()).toEqual([]);
    await keeping.hold(ASKER, one, { documentNo: '3/YC', reason: 'x' });
    expect(await obstacles()).toEqual(['held']);
    await expect(ask()).rejects.toThrow('held');
    const [hold] = (await keeping.stateOf(hearing)).holds;
    await keeping.lift(FIRST, one, hold?.id ?? '', { documentNo: '4/YC', reason: 'y' });
    await expect(keeping.lift(FIRST, one, hold?.id ?? '', { documentNo: '4/YC', reason: 'y' })).rejects.toThrow(
      'lifted',
    );
    expect((await ask()).segments).toBe(OF_ONE.length);
    await expect(ask()).rejects.toThrow('asked');
  });

  test('is approved by two, neither of whom asked, each once, and that list alone', async () => {
    const { open, hearing, classify } = await world();
    const keeping = await open();
    await classify(keeping);
    const { id, digest } = await keeping.removals.ask(ASKER, hearing, DECISION);
    const { approve, get } = keeping.removals;
    await expect(approve(ASKER, id, digest)).rejects.toThrow('once');
    await expect(approve(FIRST, id, '0'.repeat(64))).rejects.toMatchObject({ field: '/digest' });
    await approve(FIRST, id, digest);
    await expect(approve(FIRST, id, digest)).rejects.toThrow('once');
    expect((await get(id)).state).toBe('asked');
    await approve(SECOND, id, digest);
    expect((await get(id)).state).toBe('approved');
    await keeping.removals.stop(FIRST, id, 'Có khiếu nại');
    expect(await get(id)).toMatchObject({ state: 'stopped', ended_by: FIRST.login, end_reason: 'Có khiếu nại' });
    await expect(approve(FIRST, id, digest)).rejects.toThrow('stopped');
  });

  test('cannot be pushed on, changed or forgotten in the database either', async () => {
    const { open, hearing, classify } = await world();
    const keeping = await open();
    await classify(keeping);
    const { id } = await keeping.removals.ask(ASKER, hearing, DECISION);
    const owner = new pg.Client(database.connection);
    await owner.connect();
    closing.push(() => owner.end());
    const refused = async (statement: string, why: string) =>
      expect(owner.query(statement), statement).rejects.toThrow(why);
    await refused(`update removals set state = 'approved'`, 'two others');
    await refused(`update removals set state = 'removing'`, 'does not go');
    await refused(`update removals set segments = 1`, 'does not change');
    await refused(`delete from removals`, 'never deleted');
    await refused(`update removal_segments set number = 5`, 'append-only');
    await refused(`delete from keeping_classes`, 'append-only');
    await keeping.removals.stop(FIRST, id, 'x');
    await refused(`update removals set state = 'asked'`, 'does not go');
  });
});
