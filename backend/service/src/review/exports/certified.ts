/** Makes the package "Xuất kèm chứng thực" (decision 62): course, records with their proofs, pictures byte for byte, manifest, statement. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CHECKPOINT, KEYS, PACKAGE_FORMAT, type PackagePart } from '@giamsat/contract/package/manifest';
import { createPackageWriter, type PackageWriter, WrongPart } from '@giamsat/proof/package/writing';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import { union } from '../../platform/intervals.ts';
import type { PdfDocument } from '../../platform/pdf/pdf.ts';
import { type CourseDeps, rangesOf, type ToldCourse, type ToldRecord, toldCourse } from './course.ts';
import { courseDocument } from './course-print.ts';
import { DamagedSegment, ExportEnd } from './errors.ts';
import type { Making } from './making.ts';
import { packagePlaylist } from './package-playlist.ts';
import { type Run, runsOf, seekTableOf } from './runs.ts';
import type { ExportMedia, PageFiles, Seals, Segment } from './sources.ts';

export type CertifiedDeps = CourseDeps & {
  media: ExportMedia;
  seals: Seals;
  pageFiles: PageFiles;
  clock: Clock;
  organisationName(code: string): Promise<string>;
  /** Sets the course on pages of A4; undefined where that cannot be done. */
  print(document: PdfDocument): Promise<Uint8Array | undefined>;
};

const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value), 'utf8');
const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const nameOf = ({ feed, epoch, number }: Segment): string => `${feed} ${epoch} ${number}`;
/** What stands in a package beside the pictures, roughly. */
const BESIDE_BYTES = 4_000_000;

type Planned = { course: ToldCourse; segments: Map<string, Segment[]>; stated: Map<string, number[]> };

async function plan(deps: CertifiedDeps, making: Making, damaged: ReadonlySet<string>): Promise<Planned> {
  const { row, viewer } = making;
  const course = await toldCourse(deps, viewer, row.hearing);
  if (!course) throw new ExportEnd('cancelled', 'closed');
  const segments = new Map<string, Segment[]>();
  const stated = new Map<string, number[]>();
  for (const feed of course.feeds) {
    const stretch = { fromMs: row.from_ms ?? undefined, toMs: row.to_ms ?? undefined };
    const list = (await deps.media.list(viewer, row.hearing, feed.code, stretch)) ?? [];
    const whole = list.filter((segment) => !damaged.has(nameOf(segment)));
    if (whole.length > 0) segments.set(feed.code, whole);
    const positions = await deps.media.statedAt(whole);
    stated.set(feed.room, [...(stated.get(feed.room) ?? []), ...positions]);
  }
  return { course, segments, stated };
}

export async function makeCertified(deps: CertifiedDeps, making: Making, damaged: ReadonlySet<string>): Promise<void> {
  const { row, viewer } = making;
  const planned = await plan(deps, making, damaged);
  const { course, segments, stated } = planned;
  const all = [...segments.values()].flat();
  const positions = [
    ...course.records.filter(({ depth }) => depth !== 'hash').map(({ position }) => position),
    ...course.ofRooms,
    ...[...stated.values()].flat(),
  ];
  await making.planned(
    all.reduce((sum, { bytes }) => sum + bytes, BESIDE_BYTES),
    {
      positions: rangesOf(positions),
      feeds: Object.fromEntries([...segments].map(([feed, list]) => [feed, spansOf(list)])),
    },
  );
  const through = edgeOf([...positions, course.records.at(-1)?.position ?? 0], Math.max);
  const seal = await deps.seals.checkpoint(through).catch(() => {
    throw new ExportEnd('failed', 'unsealed');
  });

  const madeAt = rfc3339(deps.clock.now());
  const madeBy = {
    login: viewer.login,
    name: viewer.displayName,
    organisation: await deps.organisationName(viewer.organisation),
    ...(row.document_no === null ? {} : { authorisation: row.document_no }),
    export: row.id,
  };
  const times = all.flatMap(({ startMs, durationMs }) => [startMs, startMs + durationMs]);
  const [from, to] = [row.from_ms ?? edgeOf(times, Math.min), row.to_ms ?? edgeOf(times, Math.max)];
  const stretch = {
    from: Number.isFinite(from) ? rfc3339(from) : madeAt,
    to: Number.isFinite(to) ? rfc3339(to) : madeAt,
  };

  const writer = createPackageWriter(making, (bytes, before) => crc32(bytes, before));
  const runs = [...segments].flatMap(([feed, list]) =>
    runsOf(list).map((run, n) => ({ ...run, path: `media/${feed}/${String(n + 1).padStart(4, '0')}.mp4` })),
  );
  const told = {
    format: PACKAGE_FORMAT,
    madeAt,
    madeBy,
    ...stretch,
    hearing: course.row,
    lines: course.lines,
    feeds: course.feeds.map(({ code, name, role }) => ({
      code,
      name,
      role,
      files: runs.filter(({ feed }) => feed === code).map(({ path, segments: list }) => ({ path, ...edgesOf(list) })),
    })),
  };
  for (const { path, bytes } of await deps.pageFiles()) await writer.file(path, bytes);
  await writer.file('course.json', jsonBytes(told));
  // The page opens from a folder, where a browser reads no file but scripts.
  await writer.file('course.js', Buffer.from(`globalThis.giamsatCourse = ${JSON.stringify(told)};\n`, 'utf8'));
  // Set by a thread of its own while pictures are written.
  const printing = deps.print(courseDocument(told));
  await writer.file(KEYS, jsonBytes(await deps.seals.keys()));
  await writer.file(CHECKPOINT, Buffer.from(seal.note, 'utf8'));
  const under = { seals: deps.seals, size: seal.size };
  await writeRecords(writer, 'records/hearing.jsonl', `hearings/${row.hearing}`, course.records, under);
  for (const room of course.rooms) {
    const records = await ofRoom(deps, room, [...(stated.get(room) ?? []), ...course.ofRooms]);
    await writeRecords(writer, `records/room-${room}.jsonl`, `rooms/${room}`, records, under);
  }
  await writeMedia(deps, writer, runs);
  const paper = await printing;
  if (paper) await writer.file('course.pdf', paper);
  await writer.end(
    { format: PACKAGE_FORMAT, hearing: row.hearing, madeBy, madeAt, ...stretch },
    seal.origin,
    deps.seals.sign,
  );
}

/** Of a hearing of many days there are more than a call has arguments. Infinite of none. */
const edgeOf = (values: readonly number[], edge: (a: number, b: number) => number): number =>
  values.reduce(
    (last, value) => edge(last, value),
    edge === Math.min ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
  );

const spansOf = (list: readonly Segment[]) =>
  union(
    list.map(({ startMs, durationMs }) => ({ fromMs: startMs, toMs: startMs + durationMs })),
    1,
  );

function edgesOf(list: readonly Segment[]): { from: string; to: string } {
  const [first, last] = [list[0], list.at(-1)];
  return { from: rfc3339(first?.startMs ?? 0), to: rfc3339((last?.startMs ?? 0) + (last?.durationMs ?? 0)) };
}

/** Of the room's stream what concerns these pictures; what lies between belongs to others, and only its place is shown. */
async function ofRoom(deps: CertifiedDeps, room: string, positions: readonly number[]): Promise<ToldRecord[]> {
  if (positions.length === 0) return [];
  const wanted = new Set(positions);
  const stored = await deps.journal.readStored(`rooms/${room}`, {
    first: edgeOf(positions, Math.min),
    last: edgeOf(positions, Math.max),
  });
  return stored.map((record): ToldRecord => ({ ...record, depth: wanted.has(record.position) ? 'whole' : 'hash' }));
}

async function writeRecords(
  writer: PackageWriter,
  path: string,
  stream: string,
  records: readonly ToldRecord[],
  { seals, size }: { seals: Seals; size: number },
): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) return;
  const proved = records.filter((record) => record.depth !== 'hash' || record === last).map(({ position }) => position);
  const paths = await seals.paths(proved, size);
  const pathAt = new Map(proved.map((position, n) => [position, paths[n]]));
  const lines = records.map(({ position, seq, hash, head, payload, salt, depth }) => {
    const path = pathAt.get(position);
    return JSON.stringify({
      position,
      seq,
      hash,
      ...(depth === 'hash' ? {} : { head }),
      ...(depth === 'whole' && payload !== undefined && salt
        ? { payload, salt: Buffer.from(salt).toString('hex') }
        : {}),
      ...(path ? { path } : {}),
    });
  });
  const bytes = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
  await writer.file(path, bytes, { stream, first: first.seq, last: last.seq });
}

async function writeMedia(
  deps: CertifiedDeps,
  writer: PackageWriter,
  runs: readonly (Run & { path: string })[],
): Promise<void> {
  const ofFeeds = new Map<string, { path: string; parts: PackagePart[] }[]>();
  const place = Buffer.allocUnsafeSlow(
    edgeOf([0, ...runs.flatMap(({ segments }) => segments.map(({ bytes }) => bytes))], Math.max),
  );
  for (const { feed, epoch, segments, path } of runs) {
    const init = await deps.media.init(feed, epoch);
    const [start] = segments;
    const first = start && (await deps.media.read(start));
    if (!init || !start || !first) throw new Error('a recording without a beginning');
    const index = seekTableOf(segments, init.parsed, first);
    const parts: PackagePart[] = [
      { kind: 'init', bytes: init.bytes.length, sha256: sha256Hex(init.bytes) },
      { kind: 'index', bytes: index.length, sha256: sha256Hex(index) },
      ...segments.map(
        ({ number, startMs, durationMs, bytes, sha256 }): PackagePart => ({
          kind: 'segment',
          number,
          start: rfc3339(startMs),
          durationMs,
          bytes,
          sha256,
        }),
      ),
    ];
    async function* body() {
      yield init?.bytes as Uint8Array;
      yield index;
      // A piece is written before the next is asked for, so all of them are read into one place.
      for (const segment of segments) yield (await deps.media.read(segment, place)) ?? damaged(segment);
    }
    // The writer makes sure of each part's digest: here it is not reckoned a second time.
    await writer.media({ path, feed, epoch, parts }, body()).catch((error: unknown) => {
      const segment = error instanceof WrongPart ? segments[error.part - BEFORE_SEGMENTS] : undefined;
      throw segment ? new DamagedSegment(segment) : error;
    });
    ofFeeds.set(feed, [...(ofFeeds.get(feed) ?? []), { path, parts }]);
  }
  for (const [feed, files] of ofFeeds) {
    await writer.file(`media/${feed}/recording.m3u8`, Buffer.from(packagePlaylist(files), 'utf8'));
  }
}

/** The initialisation section and the seek table. */
const BEFORE_SEGMENTS = 2;

const damaged = (segment: Segment): never => {
  throw new DamagedSegment(segment);
};

/** @throws DamagedSegment */
export async function readWhole(media: ExportMedia, segment: Segment): Promise<Buffer> {
  const bytes = await media.read(segment);
  if (!bytes || bytes.length !== segment.bytes || sha256Hex(bytes) !== segment.sha256)
    throw new DamagedSegment(segment);
  return bytes;
}
