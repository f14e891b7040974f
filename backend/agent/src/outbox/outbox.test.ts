import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventRef } from '@giamsat/contract/event/envelope';
import { validateEvent } from '@giamsat/contract/event/validate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAgentClock } from '../platform/clock.ts';
import { createLineSeals } from '../platform/line-seal.ts';
import { type Draft, OutboxDamagedError, openOutbox } from './outbox.ts';

let folder: string;
let now = 0;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'giamsat-outbox-'));
  now = 1_618_448_400_000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const seals = createLineSeals(Buffer.alloc(32, 7));
const open = (by = seals) =>
  openOutbox({ folder, seals: by, source: '/courts/lb/agents/lb-1', clock: createAgentClock(() => now++) });
const draft = (id: string, type = 'hearing.closed'): Draft => ({
  id,
  type,
  subject: 'hearings/0b7b5d1e-5f0c-4f0e-9a52-6f5f4d1c2b3a',
  data: {},
});

it('makes events that the province accepts, numbered without a hole over restarts', () => {
  const first = open();
  const event = first.append(draft('a'));
  expect(validateEvent(event)).toMatchObject({ ok: true });
  expect(event.sequence).toBe('000000000001');
  first.append(draft('b'));
  first.settle([{ ref: eventRef(event) }]);
  const second = open();
  expect(second.waiting().map(({ id }) => id)).toEqual(['b']);
  expect(second.append(draft('c')).sequence).toBe('000000000003');
  expect(second.lastWrittenMs()).toBeGreaterThan(1_618_448_400_000);
});

it('gives the same event for the same id, accepted or not, and after a restart', () => {
  const first = open();
  const event = first.append(draft('a'));
  expect(first.append(draft('a'))).toEqual(event);
  first.settle([{ ref: eventRef(event) }]);
  expect(open().append(draft('a'))).toEqual(event);
});

it('keeps what was rejected, with the reason', () => {
  const first = open();
  const event = first.append(draft('a'));
  const problem = { type: 'urn:giamsat:problem:invalid', title: 'no', status: 400, field: '/data' };
  first.settle([{ ref: eventRef(event), problem }]);
  expect(first.waiting()).toEqual([]);
  expect(open().rejected()).toEqual([{ event, problem }]);
});

it('keeps what was put aside, and the first word about it', () => {
  const first = open();
  const event = first.append(draft('a'));
  const ref = eventRef(event);
  expect(first.putAside(ref, 'thuky', 'chưa bị từ chối')).toBe(false);
  const problem = { type: 'urn:giamsat:problem:invalid', title: 'no', status: 400 };
  first.settle([{ ref, problem }]);
  expect(first.putAside(ref, 'thuky', 'ghi nhầm phòng')).toBe(true);
  expect(first.putAside(ref, 'khac', 'lý do khác')).toBe(true);
  expect(open().rejected()).toMatchObject([{ event, problem, aside: { by: 'thuky', reason: 'ghi nhầm phòng' } }]);
});

it('loses nothing but the write that was cut short', () => {
  open().append(draft('a'));
  appendFileSync(path.join(folder, 'events.jsonl'), '{"t":"event","event":{"id":"b"');
  const second = open();
  expect(second.waiting().map(({ id }) => id)).toEqual(['a']);
  second.append(draft('c'));
  expect(
    open()
      .waiting()
      .map(({ id }) => id),
  ).toEqual(['a', 'c']);
});

it('refuses to begin with a damaged middle, rather than to forget events', () => {
  const one = open();
  one.append(draft('a'));
  one.append(draft('b'));
  const file = path.join(folder, 'events.jsonl');
  const sealed = readFileSync(file, 'utf8');
  const [first = '', second = ''] = sealed.split('\n');
  for (const damaged of [`${first}\n${second.slice(2)}\n`, `${second}\n${first}\n`, `${second}\n`]) {
    writeFileSync(file, damaged);
    expect(() => open()).toThrow(OutboxDamagedError);
    expect(readFileSync(file, 'utf8')).toBe(damaged);
  }
  writeFileSync(file, sealed);
  expect(() => open(createLineSeals(Buffer.alloc(32, 8)))).toThrow(/sealed by another key/);
  expect(open().waiting()).toHaveLength(2);
});

it('lies sealed on the disk, and what was written before there were seals is sealed at the first start', () => {
  const file = path.join(folder, 'events.jsonl');
  const named = { ...draft('a'), data: { text: 'Bị cáo Nguyễn Văn A' } };
  const event = open().append(named);
  expect(readFileSync(file, 'utf8')).not.toMatch(/hearing|Nguy/);
  writeFileSync(file, `${JSON.stringify({ t: 'event', event })}\n`);
  const again = open();
  expect(again.waiting()).toEqual([event]);
  expect(readFileSync(file, 'utf8')).not.toMatch(/hearing|Nguy/);
  again.append(draft('b'));
  expect(
    open()
      .waiting()
      .map(({ id }) => id),
  ).toEqual(['a', 'b']);
});

it('holds media back for what may restrict them, and for nothing else', () => {
  const one = open();
  expect(one.holdsBack()).toBe(false);
  one.append(draft('a', 'feed.cut'));
  expect(one.holdsBack()).toBe(true);
  one.settle([{ ref: '/courts/lb/agents/lb-1#a' }]);
  one.append({ ...draft('c', 'recording.committed'), subject: 'feeds/f' });
  expect(one.holdsBack()).toBe(false);
});

it('sends at most what a call may hold', () => {
  const one = open();
  for (let i = 0; i < 7; i++) one.append(draft(`n${i}`));
  expect(one.batch(3).map(({ id }) => id)).toEqual(['n0', 'n1', 'n2']);
  for (let i = 0; i < 3; i++) one.append({ ...draft(`big${i}`), data: { text: 'x'.repeat(600_000) } });
  expect(one.batch().map(({ id }) => id)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'big0']);
});

it('gives what was confirmed once more to a province that was set back, in order and before what waits, also after a restart', () => {
  const first = open();
  const events = ['a', 'b', 'c', 'd'].map((id) => first.append(draft(id)));
  const refOf = (n: number) => eventRef(events[n] as (typeof events)[number]);
  const problem = { type: 'urn:giamsat:problem:invalid', title: 'no', status: 400 };
  first.settle([{ ref: refOf(0) }, { ref: refOf(1) }, { ref: refOf(2), problem }, { ref: refOf(3) }]);
  expect(first.confirmed()).toBe(4);
  first.append(draft('e'));

  const second = open();
  expect(second.confirmed()).toBe(4);
  const heard: string[] = [];
  second.onAppended(({ id }) => heard.push(id));
  // What was refused was in no journal, and stays refused.
  expect(second.setBack(1)).toBe(2);
  expect(heard).toEqual(['b', 'd']);
  expect(second.batch().map(({ id }) => id)).toEqual(['b', 'd', 'e']);
  expect(second.batch()[0]).toEqual(events[1]);
  expect(second.confirmed()).toBe(1);
  // Said twice it is sent once.
  expect(second.setBack(1)).toBe(0);

  const third = open();
  expect(third.waiting().map(({ id }) => id)).toEqual(['b', 'd', 'e']);
  expect(third.append(draft('f')).sequence).toBe('000000000006');
  third.settle([{ ref: refOf(1) }, { ref: refOf(3) }]);
  expect(third.confirmed()).toBe(4);
  expect(third.waiting().map(({ id }) => id)).toEqual(['e', 'f']);
});

it('keeps what was confirmed sealed and for a month', () => {
  const kept = () => readdirSync(path.join(folder, 'confirmed')).sort();
  const confirm = (id: string) => {
    const box = open();
    box.settle([{ ref: eventRef(box.append({ ...draft(id), data: { text: 'Bị cáo Nguyễn Văn A' } })) }]);
  };
  confirm('a');
  now += 86_400_000;
  confirm('b');
  expect(kept()).toEqual(['2021-04-15.jsonl', '2021-04-16.jsonl']);
  for (const name of kept())
    expect(readFileSync(path.join(folder, 'confirmed', name), 'utf8')).not.toMatch(/hearing|Nguy/);
  now += 31 * 86_400_000;
  confirm('c');
  expect(kept()).toEqual(['2021-04-16.jsonl', '2021-05-17.jsonl']);
  const box = open();
  expect(box.setBack(0)).toBe(2);
  expect(box.batch().map(({ id }) => id)).toEqual(['b', 'c']);
});
