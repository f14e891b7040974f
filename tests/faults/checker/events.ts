/** What the clerks were told was accepted, held against what the journal has; and the journal held against its own chain. */
import { createHash } from 'node:crypto';

/** One row of the table `journal`, as it lies there. */
export type JournalRow = {
  position: number;
  stream: string;
  seq: number;
  source: string;
  id: string;
  hash: Buffer;
  salt: Buffer | null;
  head: string;
  payload: string | null;
};

/** An entry that a console answered with 201. */
export type Told = { source: string; id: string; type: string; subject: string; data: Record<string, unknown> };

export type EventsFound = {
  acknowledged: number;
  present: number;
  /** Acknowledged, and not there, or there as something else. */
  lost: string[];
  doubled: string[];
  /** Records whose hash, place or predecessor is not what it should be. */
  outOfChain: string[];
  /** Of one source, a later sequence before an earlier one. */
  outOfOrder: string[];
};

const NONE = '0'.repeat(64);
const sha256 = (...pieces: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};

/** The same text for the same value, whatever order its members stand in. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

const dataOf = (row: JournalRow): unknown => (JSON.parse(row.payload ?? '{}') as { data?: unknown }).data;

/** @param rows by position */
export function judgeEvents(told: readonly Told[], rows: readonly JournalRow[]): EventsFound {
  const found: EventsFound = {
    acknowledged: told.length,
    present: 0,
    lost: [],
    doubled: [],
    outOfChain: [],
    outOfOrder: [],
  };
  const byName = new Map<string, JournalRow[]>();
  const texts = new Map<string, number>();
  for (const row of rows) {
    const name = `${row.source}#${row.id}`;
    byName.set(name, [...(byName.get(name) ?? []), row]);
    const { type } = JSON.parse(row.head) as { type: string };
    if (type !== 'hearing.note.recorded') continue;
    const text = textOf(dataOf(row));
    texts.set(text, (texts.get(text) ?? 0) + 1);
  }
  for (const one of told) {
    const name = `${one.source}#${one.id}`;
    const here = byName.get(name) ?? [];
    const same = here.filter((row) => {
      const { type, subject } = JSON.parse(row.head) as { type: string; subject: string };
      return type === one.type && subject === one.subject && textOf(dataOf(row)) === textOf(one.data);
    });
    if (same.length > 0) found.present += 1;
    else found.lost.push(`${name} (${one.type}${here.length > 0 ? ', there as something else' : ''})`);
    if (here.length > 1) found.doubled.push(name);
  }
  // Each line that a clerk writes in these runs is another one.
  for (const [text, times] of texts) if (times > 1) found.doubled.push(`${text} × ${times}`);

  const heads = new Map<string, { seq: number; hash: string }>();
  const sequences = new Map<string, number>();
  for (const [place, row] of rows.entries()) {
    const wrong = wrongIn(row, place, heads.get(row.stream));
    if (wrong) found.outOfChain.push(`position ${row.position} of ${row.stream}: ${wrong}`);
    heads.set(row.stream, { seq: row.seq, hash: row.hash.toString('hex') });
    const sequence = Number((JSON.parse(row.head) as { sequence: string }).sequence);
    const before = sequences.get(row.source) ?? 0;
    if (sequence <= before) found.outOfOrder.push(`${row.source}: ${sequence} after ${before}`);
    sequences.set(row.source, Math.max(before, sequence));
  }
  return found;
}

function wrongIn(
  row: JournalRow,
  place: number,
  before: { seq: number; hash: string } | undefined,
): string | undefined {
  if (row.position !== place) return `position ${place} is not there`;
  if (row.seq !== (before ? before.seq + 1 : 0)) return `it follows number ${before?.seq ?? 'nothing'}`;
  if (sha256(row.head) !== row.hash.toString('hex')) return 'its hash is of another head';
  const head = JSON.parse(row.head) as Record<string, unknown>;
  if (head.prevHash !== (before?.hash ?? NONE)) return 'it names another predecessor';
  for (const name of ['position', 'stream', 'seq', 'source', 'id'] as const)
    if (head[name] !== row[name]) return `its ${name} is another one in its head`;
  if (row.payload === null || row.salt === null) return 'its payload is not there';
  if (sha256(row.salt, row.payload) !== head.payloadDigest) return 'its payload is another one';
  return undefined;
}
