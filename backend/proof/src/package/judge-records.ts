/** Judges a file of records: is a line changed, missing, doubled, moved, and does the sealed tree hold each? */
import { isRecordLine } from '@giamsat/contract/package/check';
import type { RecordLine, RecordsFile } from '@giamsat/contract/package/manifest';
import { leafHash } from '../merkle.ts';
import { includes } from '../merkle-proof.ts';
import { NO_PREVIOUS_HASH, payloadDigest, RECORD_VERSION, type RecordHead, recordHash } from '../record.ts';
import { type Finding, finding } from './findings.ts';

export type Tree = { size: number; root: Uint8Array };
/** `head` and `payload` where they are told. */
export type ToldRecord = { line: RecordLine; head?: RecordHead; payload?: { data: Record<string, unknown> } };
export type RecordsVerdict = { findings: Finding[]; records: ToldRecord[]; withheld: number; sealed: number };

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Undefined where the line is not what it says it is. */
function readLine(text: string, stream: string): ToldRecord | undefined {
  const line = parsed<unknown>(text);
  if (!isRecordLine(line)) return undefined;
  if (line.head === undefined) return line.payload === undefined && line.salt === undefined ? { line } : undefined;
  const head = parsed<RecordHead>(line.head);
  if (head?.v !== RECORD_VERSION || recordHash(line.head) !== line.hash) return undefined;
  if (head.stream !== stream || head.seq !== line.seq || head.position !== line.position) return undefined;
  if (line.payload === undefined || line.salt === undefined) {
    return line.payload === line.salt ? { line, head } : undefined;
  }
  const payload = parsed<{ data: Record<string, unknown> }>(line.payload);
  const right = payload && payloadDigest(bytesOf(line.salt), line.payload) === head.payloadDigest;
  return right ? { line, head, payload } : undefined;
}

/** @param tree of the checkpoint; undefined where that cannot be relied on, which is said elsewhere. */
export function judgeRecords(file: RecordsFile, text: string, tree: Tree | undefined): RecordsVerdict {
  const { path, stream, first, last } = file;
  const findings: Finding[] = [];
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  const read = lines.map((line) => readLine(line, stream));
  const here = (record: ToldRecord, line?: number) => ({
    path,
    seq: record.line.seq,
    ...(line === undefined ? {} : { line }),
    ...(record.head ? { type: record.head.type, time: record.head.time } : {}),
  });

  const bySeq = new Map<number, ToldRecord>();
  const unread: number[] = [];
  let highest = -1;
  for (const [n, record] of read.entries()) {
    if (!record) {
      unread.push(n + 1);
      continue;
    }
    const { seq } = record.line;
    if (bySeq.has(seq)) findings.push(finding('line-twice', here(record, n + 1)));
    else if (seq < first || seq > last) findings.push(finding('line-added', here(record, n + 1)));
    else if (seq < highest) findings.push(finding('line-moved', here(record, n + 1)));
    if (!bySeq.has(seq)) bySeq.set(seq, record);
    highest = Math.max(highest, seq);
  }
  // A line that cannot be read stands for one that is missing; the rest are gone.
  const gone = Array.from({ length: last - first + 1 }, (_, n) => first + n).filter((seq) => !bySeq.has(seq));
  for (const [n, seq] of gone.entries()) {
    const line = unread[n];
    findings.push(
      line === undefined ? finding('line-missing', { path, seq }) : finding('line-changed', { path, seq, line }),
    );
  }
  for (const line of unread.slice(gone.length)) findings.push(finding('line-added', { path, line }));

  const records = [...bySeq.values()].sort((a, b) => a.line.seq - b.line.seq);
  findings.push(...chained(records, first, here));
  let sealed = 0;
  for (const record of records) {
    const { line, head } = record;
    if (!tree || (head === undefined && line.seq !== last)) continue;
    const leaf = { index: line.position, hash: leafHash(bytesOf(line.hash)) };
    if (line.path && includes(tree, leaf, line.path.map(bytesOf))) sealed += 1;
    else findings.push(finding('line-unsealed', here(record)));
  }
  const withheld = records.filter(({ payload }) => !payload).length;
  return { findings, records, withheld, sealed };
}

/** Each names the hash of the one before it. Of two that do not fit, the one without a head is to blame: the other proves itself. */
function chained(records: readonly ToldRecord[], first: number, here: (record: ToldRecord) => object): Finding[] {
  const findings: Finding[] = [];
  for (const [n, record] of records.entries()) {
    const before = records[n - 1];
    const { head, line } = record;
    if (!head) continue;
    if (line.seq === 0 && first === 0 && head.prevHash !== NO_PREVIOUS_HASH)
      findings.push(finding('line-changed', here(record)));
    if (before?.line.seq !== line.seq - 1) continue;
    if (head.prevHash !== before.line.hash) findings.push(finding('line-changed', here(before.head ? record : before)));
    else if (before.line.position >= line.position)
      findings.push(finding('line-changed', here(before.head ? record : before)));
  }
  return findings;
}
