import type { FullRow, LogLine, MaskedRow, Removal, Upsert } from '@giamsat/contract/wire/live';
import { describe, expect, it } from 'vitest';
import { createHearingStore } from './hearing-store.ts';

const H1 = '01890000-0000-7000-8000-000000000001';
const H2 = '01890000-0000-7000-8000-000000000002';
const W1 = '01890000-0000-8000-8000-0000000000a1';
const W2 = '01890000-0000-8000-8000-0000000000a2';

const full = (id: string, version: number, windows: string[] = []): FullRow => ({
  form: 'full',
  id,
  version,
  court: 'ls',
  courtName: 'TAND tỉnh',
  courtShort: 'LS',
  room: 'ls-a',
  roomName: 'Phòng A',
  day: '2021-04-15',
  state: {
    id,
    court: 'ls',
    start: '2021-04-15T01:00:00.000Z',
    day: '2021-04-15',
    caseNumbers: [],
    mode: 'in_person',
    publicity: 'public',
    minor: false,
    stage: 'scheduled',
    stageSince: '2021-04-15T01:00:00.000Z',
    panel: [],
    participants: [],
    adhoc: false,
    flags: [],
  },
  sittings: [],
  inForce: [],
  windows: windows.map((window) => ({
    window,
    feed: 'ls-a-1',
    feedName: '1',
    feedRole: 'panel',
    opensAt: '2021-04-15T01:00:00.000Z',
    picture: true,
    sound: true,
  })),
  inside: false,
});
const masked = (id: string, version: number): MaskedRow => ({
  form: 'masked',
  id,
  version,
  court: 'ls',
  courtName: 'TAND tỉnh',
  courtShort: 'LS',
  day: '2021-04-15',
  cause: 'in_camera',
});
const line = (hearing: string, n: number, version: number, minute = n): LogLine => ({
  ref: `/courts/ls/agents/ls-1#e${n}`,
  hearing,
  court: 'ls',
  courtShort: 'LS',
  type: 'hearing.note.recorded',
  time: `2021-04-15T01:${String(minute).padStart(2, '0')}:00.000Z`,
  recordedtime: `2021-04-15T01:${String(minute).padStart(2, '0')}:00.000Z`,
  data: { text: `v${version}` },
  correctedBy: [],
  retracted: false,
  flags: [],
  version,
});
const hearing = (row: FullRow | MaskedRow): Upsert => ({ kind: 'hearing', row });
const logLine = (one: LogLine): Upsert => ({ kind: 'line', line: one });
const whole = (through: number, upserts: Upsert[], scopeEpoch = 'e1') => ({
  ok: true as const,
  scopeEpoch,
  through,
  whole: true,
  upserts,
  removals: [] as Removal[],
});
const changes = (through: number, upserts: Upsert[], removals: Removal[] = [], scopeEpoch = 'e1') => ({
  scopeEpoch,
  through,
  upserts,
  removals,
});

describe('hearing store', () => {
  it('keeps only the newer version of a row, whatever the order', () => {
    const store = createHearingStore();
    store.answer(whole(5, [hearing(full(H1, 5))]));
    store.changes(changes(9, [hearing(full(H1, 9))]));
    store.changes(changes(7, [hearing(full(H1, 7))]));
    expect(store.snapshot().hearings.get(H1)?.version).toBe(9);
    expect(store.snapshot().through).toBe(9);
  });

  it('keeps lines in the order of the course and lets a correction replace its line', () => {
    const store = createHearingStore();
    store.answer(whole(1, [hearing(full(H1, 1))]));
    store.changes(changes(4, [logLine(line(H1, 3, 4)), logLine(line(H1, 1, 2))]));
    store.changes(changes(6, [logLine(line(H1, 3, 6, 0))]));
    const lines = store.snapshot().lines.get(H1) ?? [];
    expect(lines.map((one) => one.ref.split('#')[1])).toEqual(['e3', 'e1']);
    expect(lines[0]?.data).toEqual({ text: 'v6' });
  });

  it('does not bring back what was removed when an older copy arrives afterwards', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3)), logLine(line(H1, 1, 3))]));
    store.changes(
      changes(
        8,
        [],
        [
          { kind: 'hearing', id: H1 },
          { kind: 'lines', hearing: H1 },
        ],
      ),
    );
    store.changes(changes(5, [hearing(full(H1, 5)), logLine(line(H1, 2, 5))]));
    expect(store.snapshot().hearings.size).toBe(0);
    expect(store.snapshot().lines.size).toBe(0);
    store.changes(changes(9, [hearing(full(H1, 9))]));
    expect(store.snapshot().hearings.get(H1)?.version).toBe(9);
  });

  it('does not let an old removal take away what came after it', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3))]));
    store.changes(changes(9, [hearing(full(H1, 9))]));
    store.changes(changes(8, [], [{ kind: 'hearing', id: H1 }]));
    expect(store.snapshot().hearings.get(H1)?.version).toBe(9);
  });

  it('removes one line by its ref', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3)), logLine(line(H1, 1, 2)), logLine(line(H1, 2, 3))]));
    store.changes(changes(4, [], [{ kind: 'line', ref: line(H1, 1, 2).ref }]));
    expect(
      store
        .snapshot()
        .lines.get(H1)
        ?.map((one) => one.version),
    ).toEqual([3]);
  });

  it('drops every line when a hearing becomes masked, and takes them again when it is public again', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3)), logLine(line(H1, 1, 3))]));
    store.changes(changes(6, [hearing(masked(H1, 6))]));
    expect(store.snapshot().hearings.get(H1)?.form).toBe('masked');
    expect(store.snapshot().lines.has(H1)).toBe(false);
    store.changes(changes(6, [logLine(line(H1, 2, 5))]));
    expect(store.snapshot().lines.has(H1)).toBe(false);
    store.changes(changes(9, [logLine(line(H1, 1, 3)), hearing(full(H1, 9))]));
    expect(store.snapshot().lines.get(H1)?.length).toBe(1);
  });

  it('lets no window of a masked row come back once it was cut', () => {
    const store = createHearingStore();
    const { windows } = full(H1, 3, [W1, W2]);
    store.answer(whole(3, [hearing({ ...masked(H1, 3), windows })]));
    store.cut({ position: 5, hearing: H1, windows: [W1], at: '2021-04-15T01:00:00.000Z' });
    expect(
      store
        .snapshot()
        .hearings.get(H1)
        ?.windows?.map((one) => one.window),
    ).toEqual([W2]);
    store.changes(changes(4, [hearing({ ...masked(H1, 4), windows })]));
    expect(
      store
        .snapshot()
        .hearings.get(H1)
        ?.windows?.map((one) => one.window),
    ).toEqual([W2]);
  });

  it('replaces everything at once when the answer is whole', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3)), logLine(line(H1, 1, 3))]));
    let told = 0;
    store.subscribe(() => told++);
    store.answer(whole(4, [hearing(full(H2, 4))]));
    expect(told).toBe(1);
    expect([...store.snapshot().hearings.keys()]).toEqual([H2]);
    expect(store.snapshot().lines.size).toBe(0);
  });

  it('goes on from a cursor without dropping what it has', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3))]));
    store.answer({
      ok: true,
      scopeEpoch: 'e1',
      through: 7,
      whole: false,
      upserts: [hearing(full(H2, 7))],
      removals: [],
    });
    expect(store.snapshot().hearings.size).toBe(2);
    expect(store.snapshot().through).toBe(7);
  });

  it('tells when it is behind the head and when the head is of another scope', () => {
    const store = createHearingStore();
    store.answer(whole(3, []));
    expect(store.head({ scopeEpoch: 'e1', through: 3 })).toBe('current');
    expect(store.head({ scopeEpoch: 'e1', through: 4 })).toBe('behind');
    expect(store.head({ scopeEpoch: 'e2', through: 3 })).toBe('foreign');
    expect(store.changes(changes(9, [hearing(full(H1, 9))], [], 'e2'))).toBe('foreign');
    expect(store.snapshot().hearings.size).toBe(0);
  });

  it('forgets everything when the scope changes', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3)), logLine(line(H1, 1, 3))]));
    expect(store.scope({ scopeEpoch: 'e1' })).toBe('current');
    expect(store.scope({ scopeEpoch: 'e2' })).toBe('foreign');
    expect(store.snapshot().hearings.size).toBe(0);
    expect(store.snapshot().lines.size).toBe(0);
    expect(store.snapshot().through).toBe(-1);
  });

  it('takes a cut window out at once, and no older row brings it back', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3, [W1]))]));
    const order: string[] = [];
    store.onCut(() => order.push('cut'));
    store.subscribe(() => order.push('rows'));
    store.cut({ position: 5, hearing: H1, windows: [W1], at: '2021-04-15T01:00:00.000Z' });
    expect(order).toEqual(['cut', 'rows']);
    const windows = () => {
      const row = store.snapshot().hearings.get(H1);
      return row?.form === 'full' ? row.windows.map((one) => one.window) : [];
    };
    expect(windows()).toEqual([]);
    store.changes(changes(4, [hearing(full(H1, 4, [W1]))]));
    expect(windows()).toEqual([]);
    store.changes(changes(8, [hearing(full(H1, 8, [W2]))]));
    expect(windows()).toEqual([W2]);
  });

  it('lets the picture go before the rows are drawn anew, which is done of what is there by then', () => {
    const waiting: (() => void)[] = [];
    const store = createHearingStore({ afterFrame: (work) => waiting.push(work) });
    store.answer(whole(3, [hearing(full(H1, 3, [W1]))]));
    let drawn = 0;
    let dropped = false;
    store.onCut(() => {
      dropped = store.isCut(W1) && drawn === 0;
    });
    store.subscribe(() => drawn++);
    store.cut({ position: 5, hearing: H1, windows: [W1], at: '2021-04-15T01:00:00.000Z' });
    expect([dropped, drawn]).toEqual([true, 0]);
    store.changes(changes(8, [hearing(full(H1, 8, [W1, W2]))]));
    for (const work of waiting) work();
    expect(store.snapshot().hearings.get(H1)).toMatchObject({ version: 8, windows: [{ window: W2 }] });
    expect(drawn).toBe(1);
  });

  it('tells of a newer timeline', () => {
    const store = createHearingStore();
    store.answer(whole(3, [hearing(full(H1, 3)), { kind: 'timeline', hearing: H1, version: 3 }]));
    store.changes(changes(5, [{ kind: 'timeline', hearing: H1, version: 5 }]));
    store.changes(changes(5, [{ kind: 'timeline', hearing: H1, version: 4 }]));
    expect(store.snapshot().timelines.get(H1)).toBe(5);
  });

  it('equals the truth in the end, however the messages were repeated and reordered', () => {
    // A fixed generator, so that a failure can be repeated.
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    for (let round = 0; round < 200; round++) {
      const truth = new Map<string, number>();
      const messages = [];
      for (let position = 1; position <= 12; position++) {
        const id = random(2) ? H1 : H2;
        if (random(4) === 0) {
          truth.delete(id);
          messages.push(changes(position, [], [{ kind: 'hearing', id }]));
        } else {
          truth.set(id, position);
          messages.push(changes(position, [hearing(full(id, position))]));
        }
      }
      const store = createHearingStore();
      store.answer(whole(0, []));
      const delivered = [...messages, ...messages.filter(() => random(3) === 0)];
      for (let i = delivered.length - 1; i > 0; i--) {
        const j = random(i + 1);
        const one = delivered[i];
        const other = delivered[j];
        if (one && other) [delivered[i], delivered[j]] = [other, one];
      }
      for (const message of delivered) store.changes(message);
      const shown = [...store.snapshot().hearings].map(([id, row]) => [id, row.version] as const);
      expect(new Map(shown), `round ${round}`).toEqual(truth);
    }
  });
});
