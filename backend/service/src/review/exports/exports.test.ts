// Exports over a real database and the journal's own seals: made, judged by the verifier, ended when doors close or somebody ends them.
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { parseFragment } from '@giamsat/contract/fmp4/fragment';
import { parseInit } from '@giamsat/contract/fmp4/init';
import { syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { at, createHand, scheduled } from '@giamsat/contract/testing/build';
import type { Export } from '@giamsat/contract/wire/exports';
import { verifyArchive } from '@giamsat/proof/package/archive';
import { openZip } from '@giamsat/proof/package/zip-reading';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditLine } from '../../access/audit.ts';
import type { Viewer } from '../../access/viewer.ts';
import { createCheckpoints } from '../../journal/checkpoints.ts';
import { createSealer } from '../../journal/sealer.ts';
import { createWitnesses } from '../../journal/witnesses.ts';
import { createMetrics } from '../../platform/metrics.ts';
import type { PdfDocument } from '../../platform/pdf/pdf.ts';
import { silentLogger as logger, openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { statedPictures } from '../../testing/exports.ts';
import { testHearings } from '../../testing/hearings.ts';
import { createExports } from './exports.ts';
import { createExportSeals } from './seals.ts';
import type { ExportMedia, Segment } from './sources.ts';

let database: TestDatabase;
let dir = '';
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  database = await openTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-exports-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const INIT = syntheticInit({});
const EPOCH = '0198a3c2-0000-7000-8000-00000000000e';
const FEED = 'lb-1-1';
const T0 = Date.parse(at('08:00'));
const segmentAt = (number: number) =>
  Buffer.from(
    syntheticFragment({
      video: { startTicks: number * 51_200, durations: Array(100).fill(512), key: true, sampleBytes: 20 + number },
    }),
  );

/** A day in court with a camera, exports before it, and whoever asks for them. */
async function day() {
  const node = await testHearings(database.sql, at('07:00'), {
    projections: [statedPictures()],
  });
  const { journal, hearings, registry, clock } = node;
  const { sql } = database;
  const metrics = createMetrics();
  const keyFile = path.join(dir, 'checkpoint.key');
  const sealer = createSealer({ sql, journal, keyFile, clock, logger, metrics });
  const witnesses = createWitnesses({ sql, clock, keys: [] });
  const checkpoints = createCheckpoints({ sql, journal, witnesses, fault: sealer.fault });

  const stored = new Map<number, Buffer>();
  const segments: Segment[] = [];
  /** What of the pictures nobody may take away. */
  let shut: { fromMs: number; toMs: number } | undefined;
  /** Numbers of segments that the patrol found. */
  const spoilt = new Set<number>();
  const beforeRead: (() => Promise<void>)[] = [];
  const media: ExportMedia = {
    async list(_viewer, _hearing, feed, { fromMs = 0, toMs = Number.POSITIVE_INFINITY, damagedToo = false }) {
      return segments.filter(
        (one) =>
          one.feed === feed &&
          (damagedToo || !spoilt.has(one.number)) &&
          one.startMs < toMs &&
          fromMs < one.startMs + one.durationMs &&
          !(shut && one.startMs < shut.toMs && shut.fromMs < one.startMs + one.durationMs),
      );
    },
    async read({ number }) {
      await beforeRead.shift()?.();
      return stored.get(number);
    },
    init: async () => ({ bytes: Buffer.from(INIT), parsed: parseInit(INIT) }),
    statedAt: async (list) =>
      (await sql.selectFrom('media_committed').select(['number', 'position']).execute())
        .filter(({ number }) => list.some((one) => one.number === number))
        .map(({ position }) => position),
  };

  const printed: PdfDocument[] = [];
  let reserveBytes = 0;
  const people = new Map<string, Viewer>();
  const audit: AuditLine[] = [];
  const rightsChanged = new Set<(changes: []) => void>();
  const node_ = { sql, clock, journal, hearings, registry, logger, media, folder: path.join(dir, 'exports') };
  const start = () =>
    createExports({
      ...node_,
      node: randomUUID(),
      reserveBytes,
      print: async (document) => {
        printed.push(document);
        return Buffer.from('%PDF-');
      },
      pageFiles: async () => [{ path: 'index.html', bytes: Buffer.from('<!doctype html>') }],
      seals: createExportSeals({ sql, journal, sealer, checkpoints, keyFile, clock }),
      access: {
        viewerByLogin: async (login) => people.get(login),
        audit: {
          within: async (_tx: unknown, line: AuditLine) => void audit.push(line),
          write: (line: AuditLine) => void audit.push(line),
          denied: () => {},
        } as never,
        organisations: { get: async (code: string) => ({ code, name: `Cơ quan ${code}`, kind: 'court' }) } as never,
        onRightsChanged(fn) {
          rightsChanged.add(fn as never);
          return () => void rightsChanged.delete(fn as never);
        },
      },
    });
  let exports = await start();
  closing.push(
    () => exports.close(),
    () => sealer.close(),
  );

  const id = randomUUID().replace(/^(.{14})4/, '$17');
  const make = createHand(id, '/courts/lb/agents/lb-1');
  const enter = async (...events: EventEnvelope[]) => {
    const last = events.at(-1)?.recordedtime ?? '';
    if (Date.parse(last) > clock.now()) clock.set(Date.parse(last));
    const results = await journal.append(events);
    expect(results.map(({ status }) => status)).toEqual(events.map(() => 'accepted'));
  };
  await enter(
    make('07:00', 'hearing.scheduled', scheduled({ room: 'lb-1' })),
    make('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
    make('07:58', 'hearing.transmission.permitted', { scope: 'whole' }),
    make('08:00', 'hearing.opened', { panel: [{ name: 'Chủ tọa', role: 'presiding_judge' }] }),
    make('08:01', 'hearing.note.recorded', { text: 'Kiểm tra lý lịch' }),
  );
  const record = async (count: number) => {
    const from = segments.length;
    for (let number = from; number < from + count; number++) {
      const bytes = segmentAt(number);
      stored.set(number, bytes);
      const place = { feed: FEED, epoch: EPOCH, number, startMs: T0 + number * 4000, durationMs: 4000 };
      segments.push({ ...place, bytes: bytes.length, sha256: sha256(bytes) });
    }
    const stated = segments.slice(from).map(({ number, startMs, durationMs, bytes, sha256: digest }) => ({
      number,
      start: new Date(startMs).toISOString(),
      durationMs,
      bytes,
      sha256: digest,
    }));
    const said = make('08:02', 'recording.committed', {
      feed: FEED,
      epoch: EPOCH,
      initSha256: sha256(INIT),
      segments: stated,
      gaps: [],
    });
    await enter({ ...said, subject: `feeds/${FEED}` });
  };
  await record(10);

  const chief: Viewer = {
    login: 'chanh.an',
    displayName: 'Chánh án thử nghiệm',
    role: 'court_chief_judge',
    organisation: 'tand-lb',
    court: 'lb',
    authorisations: [],
    sessionId: randomUUID(),
  };
  people.set(chief.login, chief);
  const order = (kind: 'certified' | 'picture', stretch: { from?: number; to?: number } = {}) =>
    exports.order(chief, '192.0.2.1', {
      kind,
      hearing: id,
      court: 'lb',
      day: '2021-04-15',
      feed: kind === 'picture' ? FEED : null,
      from_ms: stretch.from ?? null,
      to_ms: stretch.to ?? null,
      documentNo: undefined,
    });
  const stateOf = async (one: Export) => (await exports.list(chief.login)).find((other) => other.id === one.id);
  const ended = (one: Export, states: Export['state'][] = ['done', 'failed', 'cancelled', 'removed']) =>
    expect
      .poll(() => stateOf(one), { timeout: 20_000 })
      .toSatisfy((now: Export) => states.includes(now?.state))
      .then(() => stateOf(one));
  const fileOf = async (one: Export): Promise<Buffer> => {
    const opened = await exports.open(chief, one.id);
    const pieces: Buffer[] = [];
    for await (const piece of opened.stream(0, opened.bytes)) pieces.push(piece as unknown as Buffer);
    return Buffer.concat(pieces);
  };
  /** The next reading of a segment waits. */
  const hold = () => {
    const reached = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    beforeRead.push(() => {
      reached.resolve();
      return go.promise;
    });
    return { reached: reached.promise, release: async () => go.resolve() };
  };
  return {
    ...node,
    hold,
    id,
    make,
    enter,
    record,
    order,
    ended,
    stateOf,
    fileOf,
    audit,
    printed,
    people,
    chief,
    segments,
    stored,
    spoilt,
    beforeRead,
    exports: () => exports,
    changeRights: () => {
      for (const fn of rightsChanged) fn([]);
    },
    shut: (stretch: { fromMs: number; toMs: number }) => {
      shut = stretch;
    },
    async restart(wanted = { reserveBytes }) {
      ({ reserveBytes } = wanted);
      await exports.close();
      exports = await start();
    },
    files: () => readdir(path.join(dir, 'exports')),
  };
}
const inMemory = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  read: async (from: number, to: number) => bytes.subarray(from, to),
});
const judged = (bytes: Uint8Array) => verifyArchive(inMemory(bytes), { digest: sha256 });
async function textIn(bytes: Uint8Array, name: string): Promise<string> {
  const { source } = await openZip(inMemory(bytes));
  const size = source?.files.find((file) => file.path === name)?.bytes ?? 0;
  return Buffer.from((await source?.read(name, 0, size)) ?? []).toString('utf8');
}

describe('a package', () => {
  test('proves itself, holds every line and picture, and says who had it made', async () => {
    const court = await day();
    const one = await court.ended(await court.order('certified'));
    expect(one).toMatchObject({ state: 'done' });
    const bytes = await court.fileOf(one as Export);
    expect(one?.sha256).toBe(sha256(bytes));
    const verdict = await judged(bytes);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({
      ok: true,
      lines: { told: 6, withheld: 0, sealed: 6 },
      pictures: { segments: 10, durationMs: 40_000, unstated: 0 },
    });
    expect(verdict.manifest).toMatchObject({
      hearing: court.id,
      madeBy: { login: 'chanh.an', organisation: 'Cơ quan tand-lb' },
    });
    const course = JSON.parse(await textIn(bytes, 'course.json')) as {
      lines: { type: string }[];
      feeds: { files: unknown[] }[];
    };
    expect(course.lines.map(({ type }) => type)).toContain('hearing.opened');
    expect(course.feeds[0]?.files).toHaveLength(1);
    expect(await textIn(bytes, `media/${FEED}/recording.m3u8`)).toContain('#EXT-X-BYTERANGE');
    expect(court.audit.map(({ kind }) => kind)).toEqual(['export.requested', 'export.made']);
    // Paper says as well who had it made, on what ground, and what happened.
    expect(await textIn(bytes, 'course.pdf')).toBe('%PDF-');
    const paper = JSON.stringify(court.printed);
    for (const word of [
      'Chánh án thử nghiệm (chanh.an)',
      'Theo chức trách',
      one?.id,
      'Khai mạc phiên tòa","bold":true',
    ]) {
      expect(paper).toContain(word);
    }
  });

  test('of a stretch holds its pictures and the whole course', async () => {
    const court = await day();
    const one = await court.ended(await court.order('certified', { from: T0 + 8_000, to: T0 + 16_000 }));
    const verdict = await judged(await court.fileOf(one as Export));
    expect(verdict).toMatchObject({ ok: true, lines: { told: 6 }, pictures: { segments: 2 } });
  });

  test('tells what happened behind closed doors by bare hashes, and the chain closes', async () => {
    const court = await day();
    const { make, enter } = court;
    await enter(
      make('08:10', 'hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' }),
      make('08:11', 'hearing.note.recorded', { text: 'điều bí mật' }),
      make('08:20', 'hearing.publicity.changed', { to: 'public' }),
      make('08:21', 'hearing.note.recorded', { text: 'tiếp tục công khai' }),
    );
    court.clock.advance(10_000);
    const one = await court.ended(await court.order('certified'));
    const bytes = await court.fileOf(one as Export);
    const verdict = await judged(bytes);
    expect(verdict.findings).toEqual([]);
    // That they were closed by its head alone: the ground is not told. That they were opened again holds nothing else.
    expect(verdict.lines.withheld).toBe(2);
    const text = bytes.toString('utf8');
    expect(text).toContain('tiếp tục công khai');
    expect(text).not.toContain('điều bí mật');
    expect(text).not.toContain('đời sống riêng tư');
    expect(JSON.stringify(court.printed)).toContain('tiếp tục công khai');
    expect(JSON.stringify(court.printed)).not.toMatch(/điều bí mật|đời sống riêng tư/);
    const heads = (await textIn(bytes, 'records/hearing.jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => Object.keys(JSON.parse(line) as object));
    expect(heads.filter((names) => !names.includes('head'))).toHaveLength(1);
  });

  test('leaves out what is withheld, and a segment that the disk has spoilt', async () => {
    const court = await day();
    court.shut({ fromMs: T0 + 4_000, toMs: T0 + 8_000 });
    court.stored.set(5, Buffer.from('not what it was'));
    const one = await court.ended(await court.order('certified'));
    const bytes = await court.fileOf(one as Export);
    const verdict = await judged(bytes);
    expect(verdict).toMatchObject({ ok: true, pictures: { segments: 8 } });
    const numbers = verdict.manifest?.files.flatMap((file) =>
      file.kind === 'media' ? file.parts.flatMap((part) => (part.kind === 'segment' ? [part.number] : [])) : [],
    );
    expect(numbers).toEqual([0, 2, 3, 4, 6, 7, 8, 9]);
  });
});

describe('a film', () => {
  test('plays through over what is left out, and says that it proves nothing', async () => {
    const court = await day();
    court.shut({ fromMs: T0 + 4_000, toMs: T0 + 12_000 });
    const one = await court.ended(await court.order('picture'));
    const bytes = await court.fileOf(one as Export);
    expect(bytes.toString('utf8')).toContain('không có chứng thực');
    expect(bytes.toString('utf8')).toContain('chanh.an');
    const init = parseInit(bytes.subarray(0, bytes.indexOf('sidx') - 4));
    const starts: number[] = [];
    for (let from = bytes.indexOf('moof'); from > 0; from = bytes.indexOf('moof', from + 4)) {
      starts.push(parseFragment(bytes.subarray(from - 4), init).video?.startMs ?? -1);
    }
    expect(starts).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((n) => n * 4000));
  });

  test('of a stretch without a picture is none', async () => {
    const court = await day();
    const one = await court.ended(await court.order('picture', { from: T0 + 3_600_000 }));
    expect(one).toMatchObject({ state: 'failed', reason: 'empty' });
    expect(await court.files()).toEqual([]);
  });
});

describe('what ends it', () => {
  test('a hearing that is turned in camera while it is made: no file, and the row says why', async () => {
    const court = await day();
    court.beforeRead.push(
      async () => {},
      async () => {
        await court.enter(court.make('08:30', 'hearing.publicity.changed', { to: 'in_camera', ground: 'bí mật' }));
      },
    );
    const one = await court.ended(await court.order('certified'));
    expect(one).toMatchObject({ state: 'cancelled', reason: 'closed' });
    expect(await court.files()).toEqual([]);
    expect(court.audit.at(-1)).toMatchObject({ kind: 'export.cancelled', reason: 'closed' });
  });

  test('a hearing that is turned in camera afterwards: the file goes, and nobody gets it', async () => {
    const court = await day();
    const one = (await court.ended(await court.order('certified'))) as Export;
    await court.enter(court.make('08:30', 'hearing.minor.flagged', { who: 'victim' }));
    await expect(court.exports().open(court.chief, one.id)).rejects.toThrow();
    expect(await court.ended(one, ['removed'])).toMatchObject({ reason: 'closed' });
    expect(await court.files()).toEqual([]);
  });

  test('without anybody asking for it, too; and a hand that is being given it is let go', async () => {
    const court = await day();
    const one = (await court.ended(await court.order('picture'))) as Export;
    let cut = false;
    (await court.exports().open(court.chief, one.id)).onEnd(() => {
      cut = true;
    });
    court.shut({ fromMs: T0, toMs: T0 + 4_000 });
    court.changeRights();
    expect(await court.ended(one, ['removed'])).toMatchObject({ reason: 'closed' });
    expect(cut).toBe(true);
  });

  test('an account that is worth nothing any more, and not what the disk spoilt since: that copy is the better one', async () => {
    const court = await day();
    const one = (await court.ended(await court.order('certified'))) as Export;
    court.spoilt.add(5);
    expect((await judged(await court.fileOf(one))).pictures.segments).toBe(10);
    court.people.clear();
    court.changeRights();
    expect(await court.ended(one, ['removed'])).toMatchObject({ reason: 'rights' });
  });

  test('whoever asked for it, and nobody else', async () => {
    const court = await day();
    const held = court.hold();
    const one = await court.order('certified');
    await held.reached;
    await expect(court.exports().cancel({ ...court.chief, login: 'nguoi.khac' }, '', one.id)).rejects.toThrow();
    await court.exports().cancel(court.chief, '', one.id);
    await held.release();
    expect(await court.ended(one)).toMatchObject({ state: 'cancelled', reason: 'asked' });
    await expect.poll(() => court.files()).toEqual([]);
    expect(court.audit.map(({ kind }) => kind)).toEqual(['export.requested', 'export.cancelled']);
  });

  test('the clock: a file is kept for a day', async () => {
    const court = await day();
    const one = (await court.ended(await court.order('certified'))) as Export;
    court.clock.advance(25 * 3_600_000);
    court.changeRights();
    expect(await court.ended(one, ['removed'])).toMatchObject({ reason: 'expired' });
  });
});

describe('a service that ends in the middle', () => {
  test('begins it anew at the next start; after three times it says so', async () => {
    const court = await day();
    let held = court.hold();
    const one = await court.order('certified');
    await held.reached;
    await Promise.all([court.restart(), held.release()]);
    expect(await court.stateOf(one)).toMatchObject({ state: 'running' });
    // The node that had it has been silent for long enough.
    court.clock.advance(31_000);
    expect(await court.ended(one)).toMatchObject({ state: 'done' });
    expect((await judged(await court.fileOf(one))).ok).toBe(true);

    held = court.hold();
    const other = await court.order('certified');
    for (let n = 0; n < 3; n++) {
      if (n > 0) held = court.hold();
      court.clock.advance(31_000);
      await held.reached;
      await Promise.all([court.restart(), held.release()]);
    }
    court.clock.advance(31_000);
    court.changeRights();
    expect(await court.ended(other)).toMatchObject({ state: 'failed', reason: 'interrupted' });
    expect(await court.files()).toHaveLength(1);
  });
});

describe('a disk without room', () => {
  test('is seen before it is begun: recordings keep what they need', async () => {
    const court = await day();
    await court.restart({ reserveBytes: Number.MAX_SAFE_INTEGER });
    const one = await court.ended(await court.order('certified'));
    expect(one).toMatchObject({ state: 'failed', reason: 'space' });
    expect(await court.files()).toEqual([]);
  });

  test('half way: nothing is left of it, and the row says why', async () => {
    const court = await day();
    court.beforeRead.push(
      async () => {},
      () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })),
    );
    const one = await court.ended(await court.order('certified'));
    expect(one).toMatchObject({ state: 'failed', reason: 'space' });
    expect(await court.files()).toEqual([]);
    expect(court.audit.at(-1)).toMatchObject({ kind: 'export.failed', reason: 'space' });
  });
});

test('of one person three may wait; what waits already is not made twice', async () => {
  const court = await day();
  const held = court.hold();
  const twice = await Promise.all([court.order('certified'), court.order('certified')]);
  expect(twice[0]?.id).toBe(twice[1]?.id);
  expect(court.audit).toHaveLength(1);
  const part = { from: T0, to: T0 + 8_000 };
  const orders = [twice[0] as Export, await court.order('certified', part), await court.order('picture')];
  await expect(court.order('picture', part)).rejects.toThrow('Others of yours');
  await held.release();
  for (const one of orders) expect(await court.ended(one)).toMatchObject({ state: 'done' });
});
