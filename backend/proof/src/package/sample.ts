/** A small package of invented records and pictures, for tests of verifiers: made by the writer that makes real ones. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { PackagePart, RecordLine } from '@giamsat/contract/package/manifest';
import { checkpointText } from '../checkpoint.ts';
import { keyStatementText } from '../key-history.ts';
import { leafHash, treeHash } from '../merkle.ts';
import { inclusionRanges, rangeHash } from '../merkle-proof.ts';
import { noteOf, SIGNATURE_TYPES, verifierKeyText } from '../note.ts';
import { createNoteSigner } from '../note-signing.ts';
import { headText, NO_PREVIOUS_HASH, payloadDigest, payloadText, recordHash } from '../record.ts';
import { sha256Hex } from '../sha256.ts';
import { crc32 } from './crc32.ts';
import { createPackageWriter, type PackageSink } from './writing.ts';

const HEARING = '0198a3c2-0000-7000-8000-000000000001';
const EPOCH = '0198a3c2-0000-7000-8000-00000000000e';
const ORIGIN = 'giamsat.example.vn/journal';
const T0 = Date.parse('2021-04-15T01:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();

export type Sample = { bytes: Uint8Array; key: string };
export type SampleOptions = {
  privateKey?: KeyObject;
  lines?: number;
  segments?: number;
  segmentBytes?: number;
  /** Changes what is told of a record before it is written down and sealed. */
  say?: (n: number) => string;
  /** Says at the end that two segments, which the court stated and which are not here, were removed by decision. */
  removedBy?: '/service' | '/courts/lb/agents/lb-1';
};

/** Takes bytes into memory. */
export function memorySink(): PackageSink & { bytes(): Uint8Array } {
  let whole = Buffer.alloc(1 << 16);
  let length = 0;
  return {
    async append(bytes) {
      while (length + bytes.length > whole.length) whole = Buffer.concat([whole, Buffer.alloc(whole.length)]);
      whole.set(bytes, length);
      length += bytes.length;
    },
    async patch(at, bytes) {
      whole.set(bytes, at);
    },
    bytes: () => whole.subarray(0, length),
  };
}

/** Bytes that repeat, and differ for each seed. */
const noise = (seed: number, bytes: number): Buffer => {
  const out = Buffer.alloc(bytes);
  for (let n = 0, value = seed * 2_654_435_761 + 1; n < bytes; n++) {
    value = (value * 1_103_515_245 + 12_345) >>> 0;
    out[n] = value >>> 24;
  }
  return out;
};

export async function samplePackage(options: SampleOptions = {}): Promise<Sample> {
  const { lines = 12, segments = 6, segmentBytes = 400, say = (n) => `Diễn biến số ${n}` } = options;
  const privateKey = options.privateKey ?? generateKeyPairSync('ed25519').privateKey;
  const signer = createNoteSigner(ORIGIN, SIGNATURE_TYPES.ed25519, privateKey);
  const signed = (text: string): string => noteOf({ text, signatures: [signer.sign(text, T0)] });
  const key = verifierKeyText(signer.key);

  const init = noise(1, 120);
  const media = Array.from({ length: segments }, (_, n) => noise(n + 10, segmentBytes + n));
  const parts: PackagePart[] = [
    { kind: 'init', bytes: init.length, sha256: sha256Hex(init) },
    { kind: 'index', bytes: 30, sha256: sha256Hex(noise(2, 30)) },
    ...media.map(
      (bytes, number): PackagePart => ({
        kind: 'segment',
        number,
        start: iso(T0 + number * 4000),
        durationMs: 4000,
        bytes: bytes.length,
        sha256: sha256Hex(bytes),
      }),
    ),
  ];

  // The journal: the hearing's lines, and between them the room's, of which one states the pictures.
  const heads = new Map<string, string>();
  const records: (RecordLine & { stream: string })[] = [];
  const COURT = '/courts/lb/agents/lb-1';
  const append = (stream: string, type: string, data: Record<string, unknown>, source = COURT): void => {
    const position = records.length;
    const seq = records.filter((record) => record.stream === stream).length;
    const event: EventEnvelope = {
      specversion: '1.0',
      id: `event-${position}`,
      source,
      type,
      subject: stream,
      time: iso(T0 + position * 1000),
      recordedtime: iso(T0 + position * 1000),
      sequence: String(position).padStart(12, '0'),
      recordedby: 'thu.ky',
      data,
    };
    const salt = noise(position + 500, 16);
    const payload = payloadText(event);
    const prevHash = heads.get(stream) ?? NO_PREVIOUS_HASH;
    const place = { position, stream, seq, prevHash, acceptedAt: iso(T0 + position * 1000 + 500) };
    const head = headText(place, event, payloadDigest(salt, payload));
    const hash = recordHash(head);
    heads.set(stream, hash);
    records.push({ stream, position, seq, hash, head, payload, salt: salt.toString('hex') });
  };
  const [hearing, room] = [`hearings/${HEARING}`, 'rooms/lb-1'];
  for (let n = 0; n < lines; n++) {
    append(hearing, n === 0 ? 'hearing.opened' : 'hearing.note.recorded', { text: say(n) });
    if (n % 4 === 1) append(room, 'stream.started', {});
    if (n % 4 !== 2) continue;
    const stated = parts
      .filter((part) => part.kind === 'segment')
      .filter(({ number }) => number % 3 === ((n - 2) / 4) % 3);
    append(room, 'recording.committed', {
      feed: 'lb-1-1',
      epoch: EPOCH,
      initSha256: sha256Hex(init),
      segments: stated.map(({ kind: _, ...segment }) => segment),
      gaps: [],
    });
  }

  if (options.removedBy) {
    const gone = [segments, segments + 1].map((number) => ({
      number,
      start: iso(T0 + number * 4000),
      durationMs: 4000,
      bytes: 400,
      sha256: sha256Hex(noise(number + 10, 400)),
    }));
    const of = { feed: 'lb-1-1', epoch: EPOCH };
    append(room, 'recording.committed', { ...of, initSha256: sha256Hex(init), segments: gone, gaps: [] });
    const removed = {
      ...of,
      removal: EPOCH,
      decisionNo: '12/QĐ-TA',
      decidedOn: '2041-04-16',
      reason: 'Hết thời hạn bảo quản',
      numbers: [{ from: segments, to: segments + 1 }],
      from: iso(T0 + segments * 4000),
      to: iso(T0 + (segments + 2) * 4000),
    };
    append(hearing, 'recording.removed', removed, options.removedBy);
  }

  const leaves = records.map(({ hash }) => leafHash(Buffer.from(hash, 'hex')));
  const tree = { size: leaves.length, root: treeHash(leaves) };
  const pathOf = (position: number): string[] =>
    inclusionRanges(position, tree.size).map((range) =>
      Buffer.from(
        rangeHash(range, ({ level, index }) => treeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))),
      ).toString('hex'),
    );
  const told = (record: (typeof records)[number], depth: 'whole' | 'head' | 'hash'): string => {
    const { stream: _, head, payload, salt, ...rest } = record;
    const path = pathOf(record.position);
    const line =
      depth === 'whole' ? { ...rest, head, payload, salt, path } : depth === 'head' ? { ...rest, head, path } : rest;
    return `${JSON.stringify(line)}\n`;
  };

  const sink = memorySink();
  const writer = createPackageWriter(sink, crc32);
  await writer.file('index.html', Buffer.from('<!doctype html><title>Diễn biến phiên tòa</title>'));
  const own = records.filter(({ stream }) => stream === hearing);
  // The fourth happened behind closed doors, the fifth had its content withheld.
  const ownLines = own.map((record, n) => told(record, n === 3 ? 'hash' : n === 4 ? 'head' : 'whole')).join('');
  await writer.file('records/hearing.jsonl', Buffer.from(ownLines), {
    stream: hearing,
    first: 0,
    last: own.length - 1,
  });
  const beside = records.filter(({ stream }) => stream === room).slice(1);
  await writer.file(
    'records/lb-1.jsonl',
    Buffer.from(
      beside
        .map((record) =>
          told(record, record.head?.includes('stream.started') && record !== beside.at(-1) ? 'hash' : 'whole'),
        )
        .join(''),
    ),
    {
      stream: room,
      first: beside[0]?.seq ?? 0,
      last: beside.at(-1)?.seq ?? 0,
    },
  );
  await writer.file(
    'proof/keys.json',
    Buffer.from(
      JSON.stringify([
        signed(keyStatementText({ origin: ORIGIN, number: 0, key: signer.key, fromSize: 0, at: iso(T0) }, undefined)),
      ]),
    ),
  );
  await writer.file('proof/checkpoint.note', Buffer.from(signed(checkpointText({ origin: ORIGIN, ...tree }))));
  await writer.media({ path: 'media/lb-1-1/0001.mp4', feed: 'lb-1-1', epoch: EPOCH, parts }, [
    init,
    noise(2, 30),
    ...media,
  ]);
  await writer.end(
    {
      format: 'giamsat export v1',
      hearing: HEARING,
      madeBy: { login: 'kiem.sat', name: 'Kiểm sát viên thử nghiệm', organisation: 'VKS thử nghiệm', export: EPOCH },
      madeAt: iso(T0 + 3_600_000),
      from: iso(T0),
      to: iso(T0 + 60_000),
    },
    ORIGIN,
    signed,
  );
  return { bytes: sink.bytes(), key };
}
