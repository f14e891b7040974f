import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StoredRecord, verifyChain } from './chain.ts';
import { canonicalJson } from './jcs.ts';
import { eventOf, headText, NO_PREVIOUS_HASH, payloadDigest, payloadText, recordHash } from './record.ts';

const STREAM = 'hearings/0198a3c2-0000-7000-8000-000000000001';
const EVENT: EventEnvelope = {
  specversion: '1.0',
  id: '0198a3c2-1111-7000-8000-000000000001',
  source: '/courts/lb/agents/lb-1',
  type: 'hearing.note.recorded',
  subject: STREAM,
  time: '2021-04-15T01:00:00.000Z',
  recordedtime: '2021-04-15T01:00:02.000Z',
  sequence: '000000000001',
  recordedby: 'thu.ky',
  clockoffsetms: -12,
  data: { text: 'Thư ký phổ biến nội quy phiên tòa', thêm: [1, 2.5, null] },
};
const SALT = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

function chainOf(count: number): StoredRecord[] {
  const records: StoredRecord[] = [];
  let prevHash = NO_PREVIOUS_HASH;
  for (let seq = 0; seq < count; seq++) {
    const payload = payloadText({ ...EVENT, data: { text: `line ${seq}` } });
    const place = { position: seq * 3, stream: STREAM, seq, prevHash, acceptedAt: '2021-04-15T01:00:03.000Z' };
    const head = headText(place, { ...EVENT, id: `event-${seq}` }, payloadDigest(SALT, payload));
    prevHash = recordHash(head);
    records.push({ head, hash: prevHash, payload, salt: SALT });
  }
  return records;
}

describe('a record', () => {
  const payload = payloadText(EVENT);
  const digest = payloadDigest(SALT, payload);
  const place = {
    position: 0,
    stream: STREAM,
    seq: 0,
    prevHash: NO_PREVIOUS_HASH,
    acceptedAt: '2021-04-15T01:00:03.000Z',
  };
  const head = headText(place, EVENT, digest);

  test('has the payload that is not in the head, as canonical text', () => {
    expect(payload).toBe(
      '{"clockoffsetms":-12,"data":{"text":"Thư ký phổ biến nội quy phiên tòa","thêm":[1,2.5,null]},"recordedby":"thu.ky","specversion":"1.0"}',
    );
  });

  test('has these digests; a change here breaks every journal that was written', () => {
    expect(head).toBe(
      `{"acceptedAt":"2021-04-15T01:00:03.000Z","id":"0198a3c2-1111-7000-8000-000000000001","payloadDigest":"${digest}","position":0,"prevHash":"${NO_PREVIOUS_HASH}","recordedtime":"2021-04-15T01:00:02.000Z","seq":0,"sequence":"000000000001","source":"/courts/lb/agents/lb-1","stream":"${STREAM}","subject":"${STREAM}","time":"2021-04-15T01:00:00.000Z","type":"hearing.note.recorded","v":1}`,
    );
    expect(digest).toBe('359639fa50ae66277376bf3e7ebe0f470f1eca594898135c1a2552db77fc9e27');
    expect(recordHash(head)).toBe('028e6ea560d8e1b4ac6758a8666ace5dc449c1484199af49f58826dce05117bb');
  });

  test('has a head in canonical form, whatever stands in it', () => {
    const string = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(string, string, string, fc.nat(), fc.nat(), (id, type, subject, position, seq) => {
        const attributes = { ...EVENT, id, type, subject };
        const written = headText({ ...place, position, seq, stream: subject }, attributes, digest);
        expect(written).toBe(canonicalJson(JSON.parse(written)));
        expect(JSON.parse(written)).toMatchObject({ id, type, subject, position, seq, stream: subject });
      }),
    );
    expect(() => headText(place, { ...EVENT, id: '\ud800' }, digest)).toThrow();
  });

  test('gives back its event', () => {
    expect(eventOf(JSON.parse(head), JSON.parse(payload))).toEqual(EVENT);
  });
});

describe('a chain', () => {
  const verdict = (records: StoredRecord[]) => verifyChain(STREAM, records);
  const change = (record: StoredRecord, change: Partial<StoredRecord>): StoredRecord => ({ ...record, ...change });
  const replaced = (at: number, by: (record: StoredRecord) => StoredRecord) =>
    chainOf(5).map((record, index) => (index === at ? by(record) : record));

  test('holds', () => {
    expect(verdict(chainOf(5))).toMatchObject({ ok: true, records: 5, withheld: 0 });
    expect(verdict([])).toMatchObject({ ok: true, records: 0, lastHash: NO_PREVIOUS_HASH });
  });

  test('holds without a payload that is withheld together with its salt', () => {
    const records = replaced(2, (record) => change(record, { payload: undefined, salt: undefined }));
    expect(verdict(records)).toMatchObject({ ok: true, withheld: 1 });
  });

  test('shows a changed payload', () => {
    const records = replaced(2, (record) => change(record, { payload: record.payload?.replace('line', 'lime') }));
    expect(verdict(records)).toEqual({ ok: false, seq: 2, fault: 'payload-differs' });
  });

  test('shows a changed head, also one whose hash was changed with it', () => {
    const forged = chainOf(5)[2]?.head.replace('note.recorded', 'opened') ?? '';
    expect(verdict(replaced(2, (record) => change(record, { head: forged })))).toMatchObject({ fault: 'hash-differs' });
    expect(verdict(replaced(2, (record) => change(record, { head: forged, hash: recordHash(forged) })))).toEqual({
      ok: false,
      seq: 3,
      fault: 'prev-hash-differs',
    });
  });

  test('shows a missing, a doubled and a moved record', () => {
    expect(verdict(chainOf(5).filter((_, index) => index !== 2))).toMatchObject({ seq: 2, fault: 'seq-broken' });
    const [a, b, c] = chainOf(3) as [StoredRecord, StoredRecord, StoredRecord];
    expect(verdict([a, b, b, c])).toMatchObject({ seq: 2, fault: 'seq-broken' });
    expect(verdict([a, c, b])).toMatchObject({ seq: 1, fault: 'seq-broken' });
  });

  test('shows records of another stream, and what cannot be read', () => {
    expect(verifyChain('rooms/lb-1', chainOf(1))).toMatchObject({ fault: 'other-stream' });
    expect(verdict(replaced(0, (record) => change(record, { head: '{' })))).toMatchObject({ fault: 'head-unreadable' });
  });
});
