import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLineSeals, type LineSeals } from '../platform/line-seal.ts';
import { openDesk } from './desk.ts';

const seals = createLineSeals(Buffer.alloc(32, 7));

let folder: string;
let own: EventEnvelope[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'giamsat-desk-'));
  own = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openDesk({ folder, seals, own: () => own, logger: pino({ level: 'silent' }) });
const HEARING = '0b7b5d1e-5f0c-4f0e-9a52-6f5f4d1c2b3a';
const OTHER = '1b7b5d1e-5f0c-4f0e-9a52-6f5f4d1c2b3a';
let n = 0;
const event = (type: string, hearing = HEARING, source = '/courts/lb/systems/qlts'): EventEnvelope => {
  n++;
  const time = new Date(1_618_448_400_000 + n * 1000).toISOString();
  return {
    specversion: '1.0',
    id: `e${n}`,
    source,
    type,
    subject: `hearings/${hearing}`,
    time,
    recordedtime: time,
    sequence: String(n).padStart(12, '0'),
    data: type === 'hearing.preparation.started' ? { room: 'lb-1' } : {},
  };
};
const answer = (upserts: EventEnvelope[], more: { whole?: boolean; removals?: string[]; through?: number } = {}) => ({
  through: 1,
  removals: [],
  whole: false,
  ...more,
  upserts,
});

describe('the desk', () => {
  it('folds what comes and has it after a restart, with its cursor', () => {
    const desk = open();
    desk.take(answer([event('hearing.preparation.started')], { whole: true, through: 41 }));
    desk.merge([event('hearing.opened')]);
    expect(desk.whole(HEARING)?.state.stage).toBe('opening');
    const again = open();
    expect(again.whole(HEARING)?.state.stage).toBe('opening');
    expect(again.cursor()).toBe(41);
    expect(again.intact()).toBe(true);
  });

  it('keeps a cut that a kill left in the outbox alone, also once the province has accepted it and answers it', () => {
    open().take(answer([event('hearing.preparation.started'), event('hearing.opened')], { whole: true }));
    const cut = event('feed.cut', HEARING, '/courts/lb/agents/lb-1');
    own = [cut];
    const again = open();
    own = [];
    // The province brings it back, and the cursor passes it.
    again.take(answer([cut], { through: 2 }));
    expect(open().find(`/courts/lb/agents/lb-1#${cut.id}`)).toEqual(cut);
  });

  it('keeps what is not answered yet of a hearing that the province takes off the desk', () => {
    const desk = open();
    desk.take(answer([event('hearing.preparation.started')], { whole: true }));
    const cut = event('feed.cut', HEARING, '/courts/lb/agents/lb-1');
    own = [cut];
    desk.merge([cut]);
    desk.take(answer([], { removals: [HEARING], through: 2 }));
    own = [];
    expect(open().events(HEARING)).toEqual([cut]);
  });

  it('tells what changed, once', () => {
    const desk = open();
    const told: string[][] = [];
    desk.onChange((hearings) => void told.push(hearings));
    const one = event('hearing.opened');
    desk.merge([one]);
    desk.merge([one]);
    expect(told).toEqual([[HEARING]]);
  });

  it('drops what is of no concern any more, but never our own unanswered events', () => {
    const desk = open();
    const mine = event('hearing.note.recorded', HEARING, '/courts/lb/agents/lb-1');
    desk.take(answer([event('hearing.opened'), event('hearing.opened', OTHER)], { whole: true }));
    own = [mine];
    desk.merge([mine]);
    desk.take(answer([], { removals: [HEARING, OTHER] }));
    expect(desk.events(HEARING)).toEqual([mine]);
    expect(desk.hearings()).toEqual([HEARING]);
    desk.take(answer([event('hearing.closed', OTHER)], { whole: true }));
    expect(desk.events(HEARING)).toEqual([mine]);
    own = [];
    expect(open().hearings().sort()).toEqual([HEARING, OTHER]);
  });
});

it('lies sealed on the disk, and what was written before there were seals is sealed at the first start', () => {
  const plain: LineSeals = () => ({ seal: (text) => text, open: (line) => line });
  const clerks = [
    { login: 'thu.ky', displayName: 'Đỗ Thị Q', verifier: '$argon2id$v=19$x', expiresAt: '2021-04-20T00:00:00Z' },
  ];
  const before = openDesk({ folder, seals: plain, own: () => own, logger: pino({ level: 'silent' }) });
  before.take({ ...answer([event('hearing.opened')], { whole: true, through: 7 }), clerks } as never);
  const files = () =>
    ['courses.jsonl', 'state.json'].map((name) => readFileSync(path.join(folder, name), 'utf8')).join();
  expect(files()).toMatch(/hearing\.opened.*argon2id/s);
  const desk = open();
  expect([desk.intact(), desk.cursor(), desk.hearings(), desk.clerks()]).toEqual([true, 7, [HEARING], clerks]);
  expect(files()).not.toMatch(/hearing|argon2id|thu\.ky|Thị/);
  desk.merge([event('hearing.closed')]);
  expect(open().events(HEARING)).toHaveLength(2);
  const other = openDesk({
    folder,
    seals: createLineSeals(Buffer.alloc(32, 8)),
    own: () => own,
    logger: pino({ level: 'silent' }),
  });
  expect([other.intact(), other.hearings(), other.clerks()]).toEqual([false, [], []]);
});

describe('damage', () => {
  const filled = () => {
    const desk = open();
    desk.take(answer([event('hearing.preparation.started'), event('hearing.opened')], { whole: true, through: 7 }));
  };
  const file = () => path.join(folder, 'courses.jsonl');

  it.each([
    [
      'a changed line',
      () => {
        const [first = '', second = ''] = readFileSync(file(), 'utf8').split('\n');
        writeFileSync(file(), `${first}\n${second.slice(0, 40)}${second[40] === 'A' ? 'B' : 'A'}${second.slice(41)}\n`);
      },
    ],
    [
      'lines in another order',
      () => {
        const [first = '', second = ''] = readFileSync(file(), 'utf8').split('\n');
        writeFileSync(file(), `${second}\n${first}\n`);
      },
    ],
    [
      'a line that was not sealed',
      () => appendFileSync(file(), `${JSON.stringify({ sum: '0123456789abcdef', entry: { cleared: true } })}\n`),
    ],
    ['lines that are missing', () => truncateSync(file(), readFileSync(file(), 'utf8').indexOf('\n') + 1)],
    ['a file that is gone', () => rmSync(file())],
    ['a state that cannot be read', () => writeFileSync(path.join(folder, 'state.json'), '{"cur')],
  ])('%s is known, and heals when the province sends everything anew', (_what, harm) => {
    filled();
    harm();
    const desk = open();
    expect(desk.intact()).toBe(false);
    expect(desk.cursor()).toBeUndefined();
    desk.take(answer([event('hearing.opened')], { whole: true, through: 9 }));
    expect(desk.intact()).toBe(true);
    expect(open().intact()).toBe(true);
  });

  it('is not what a kill leaves in the middle of a write', () => {
    filled();
    appendFileSync(file(), '{"sum":"0123","entry":{"ev');
    expect(open().intact()).toBe(true);
  });
});
