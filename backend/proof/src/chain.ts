/** Judges a stream's records as they are stored: is one missing, moved or changed? */
import { NO_PREVIOUS_HASH, payloadDigest, RECORD_VERSION, type RecordHead, recordHash } from './record.ts';

/** Texts as they were hashed. A withheld payload goes together with its salt. */
export type StoredRecord = {
  head: string;
  hash: string;
  payload: string | undefined;
  salt: Uint8Array | undefined;
};

export type ChainFault =
  | 'head-unreadable'
  | 'hash-differs'
  | 'payload-differs'
  | 'seq-broken'
  | 'prev-hash-differs'
  | 'other-stream'
  | 'position-not-growing';

export type ChainState = { stream: string; seq: number; position: number; hash: string; withheld: number };
export type ChainVerdict =
  | { ok: true; records: number; withheld: number; lastHash: string }
  | { ok: false; seq: number; fault: ChainFault };

export const beginChain = (stream: string): ChainState => ({
  stream,
  seq: -1,
  position: -1,
  hash: NO_PREVIOUS_HASH,
  withheld: 0,
});

/** The state after one more record, or what is wrong with it. */
export function nextInChain(state: ChainState, record: StoredRecord): ChainState | ChainFault {
  let head: RecordHead;
  try {
    head = JSON.parse(record.head) as RecordHead;
  } catch {
    return 'head-unreadable';
  }
  if (head.v !== RECORD_VERSION) return 'head-unreadable';
  if (recordHash(record.head) !== record.hash) return 'hash-differs';
  if (head.stream !== state.stream) return 'other-stream';
  if (head.seq !== state.seq + 1) return 'seq-broken';
  if (head.prevHash !== state.hash) return 'prev-hash-differs';
  if (head.position <= state.position) return 'position-not-growing';
  const withheld = record.payload === undefined || record.salt === undefined;
  if (!withheld && payloadDigest(record.salt as Uint8Array, record.payload as string) !== head.payloadDigest) {
    return 'payload-differs';
  }
  return {
    stream: state.stream,
    seq: head.seq,
    position: head.position,
    hash: record.hash,
    withheld: state.withheld + (withheld ? 1 : 0),
  };
}

export function verifyChain(stream: string, records: Iterable<StoredRecord>): ChainVerdict {
  let state = beginChain(stream);
  for (const record of records) {
    const next = nextInChain(state, record);
    if (typeof next === 'string') return { ok: false, seq: state.seq + 1, fault: next };
    state = next;
  }
  return { ok: true, records: state.seq + 1, withheld: state.withheld, lastHash: state.hash };
}
