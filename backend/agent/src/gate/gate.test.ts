import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';

const ORIGIN = Date.parse('2021-04-15T01:00:00.000Z');
const AGENT = '/courts/lb/agents/lb-1';
const SECOND = 1000;

/** A court whose events are entered at seconds behind the origin. */
function court() {
  const courses = new Map<string, EventEnvelope[]>();
  const rejected = new Set<string>();
  let now = ORIGIN;
  let intact = true;
  let n = 0;
  const gate = createGate({
    hearings: () => [...courses.keys()],
    course: (id) => wholeOf(courses.get(id) ?? [], id).course,
    restrictions: (id) => wholeOf(courses.get(id) ?? [], id).restrictions,
    events: (id) => courses.get(id) ?? [],
    rejected: () => rejected,
    intact: () => intact,
    roomOf: (feed) => ({ 'lb-1-a': 'lb-1', 'lb-1-b': 'lb-1', 'lb-2-a': 'lb-2' })[feed],
    now: () => now,
  });
  const enter = (
    hearing: string,
    atS: number,
    type: string,
    data: Record<string, unknown> = {},
    corrects?: string,
  ): string => {
    n++;
    now = ORIGIN + atS * SECOND;
    const time = new Date(now).toISOString();
    const event: EventEnvelope = {
      specversion: '1.0',
      id: `e${n}`,
      source: AGENT,
      type,
      subject: `hearings/${hearing}`,
      time,
      recordedtime: time,
      sequence: String(n).padStart(12, '0'),
      ...(corrects ? { corrects } : {}),
      data,
    };
    courses.set(hearing, [...(courses.get(hearing) ?? []), event]);
    gate.refold();
    return `${AGENT}#e${n}`;
  };
  return {
    enter,
    rejected,
    damage: () => {
      intact = false;
    },
    refold: gate.refold,
    /** What the feed may do with a part that ends at `atS`, asked at that moment. */
    at(atS: number, feed = 'lb-1-a') {
      now = ORIGIN + atS * SECOND;
      const { state, ...rest } = gate.feed(feed).verdict(now - 200, now);
      return 'cause' in rest ? `${state} ${rest.cause}` : state;
    },
    /** What may be done with media of that stretch, asked at `nowS`. */
    of(fromS: number, toS: number, nowS: number) {
      now = ORIGIN + nowS * SECOND;
      const { state, ...rest } = gate.feed('lb-1-a').verdict(ORIGIN + fromS * SECOND, ORIGIN + toS * SECOND);
      return 'cause' in rest ? `${state} ${rest.cause}` : state;
    },
    /** What is said at `nowS` of the stretch, in seconds. */
    pieces(fromS: number, toS: number, nowS = toS) {
      now = ORIGIN + nowS * SECOND;
      return gate
        .feed('lb-1-a')
        .pieces(ORIGIN + fromS * SECOND, ORIGIN + toS * SECOND)
        ?.map(({ toMs, state }) => [(toMs - ORIGIN) / SECOND, state]);
    },
    sound(atS: number) {
      now = ORIGIN + atS * SECOND;
      const verdict = gate.feed('lb-1-a').verdict(now - 200, now);
      return 'sound' in verdict && verdict.sound;
    },
    wantsSound: () => gate.feed('lb-1-a').wantsSound(),
  };
}
const H = '0b7b5d1e-5f0c-4f0e-9a52-6f5f4d1c2b3a';
const G = '1b7b5d1e-5f0c-4f0e-9a52-6f5f4d1c2b3a';

const onAir = (one: ReturnType<typeof court>, hearing = H, atS = 0) => {
  one.enter(hearing, atS, 'hearing.preparation.started', { room: 'lb-1' });
  one.enter(hearing, atS + 1, 'hearing.transmission.permitted', { scope: 'whole' });
  one.enter(hearing, atS + 2, 'hearing.opened');
};

describe('what a feed may do', () => {
  it('nothing without a sitting; not before it is permitted and opened; and then after five seconds', () => {
    const one = court();
    expect(one.at(0)).toBe('off');
    one.enter(H, 1, 'hearing.preparation.started', { room: 'lb-1' });
    expect(one.at(2)).toBe('cut not_permitted');
    one.enter(H, 10, 'hearing.transmission.permitted', { scope: 'whole' });
    expect(one.at(12)).toBe('cut not_open');
    one.enter(H, 20, 'hearing.opened');
    expect([one.at(21.1), one.at(21.3), one.at(24.9), one.at(25)]).toEqual(['cut not_open', 'held', 'held', 'live']);
    expect(one.at(25, 'lb-2-a')).toBe('off');
    expect(one.at(25, 'nobody')).toBe('off');
  });

  it('a recess and a deliberation cut at once; the way out is held for five seconds', () => {
    const one = court();
    onAir(one);
    one.enter(H, 20, 'hearing.recess.started');
    expect([one.of(19.7, 19.9, 20.1), one.at(20.1)]).toEqual(['live', 'cut recess']);
    one.enter(H, 30, 'hearing.recess.ended');
    expect([one.at(32), one.at(36)]).toEqual(['held', 'live']);
    one.enter(H, 40, 'hearing.deliberation.started', { purpose: 'judgment' });
    one.enter(H, 41, 'hearing.recess.started');
    one.enter(H, 42, 'hearing.recess.ended');
    expect(one.at(50)).toBe('cut deliberation');
  });

  it('a deliberation that is taken back within five seconds was still a cut', () => {
    const one = court();
    onAir(one);
    const wrong = one.enter(H, 20, 'hearing.deliberation.started', { purpose: 'judgment' });
    one.enter(H, 22, 'hearing.event.retracted', {}, wrong);
    expect([one.at(21), one.at(24), one.at(26.9), one.at(27.1)]).toEqual(['cut deliberation', 'held', 'held', 'live']);
  });

  it('a cut of one camera leaves the other', () => {
    const one = court();
    onAir(one);
    const cut = one.enter(H, 20, 'feed.cut', { order: 'theo lệnh Chủ tọa', feeds: ['lb-1-b'] });
    expect([one.at(21), one.at(21, 'lb-1-b')]).toEqual(['live', 'cut clerk']);
    one.enter(H, 30, 'feed.reopened', { lifts: cut });
    expect([one.at(32, 'lb-1-b'), one.at(36, 'lb-1-b')]).toEqual(['held', 'live']);
  });

  it('in camera, with a minor, and after the end', () => {
    const one = court();
    onAir(one);
    one.enter(H, 20, 'hearing.publicity.changed', { to: 'in_camera' });
    expect(one.at(21)).toBe('cut in_camera');
    one.enter(H, 30, 'hearing.publicity.changed', { to: 'public' });
    expect([one.at(32), one.at(36)]).toEqual(['held', 'live']);
    one.enter(H, 40, 'hearing.minor.flagged', { who: 'witness' });
    expect(one.at(50)).toBe('cut minor');
    const two = court();
    onAir(two);
    const closed = two.enter(H, 20, 'hearing.closed');
    expect(two.at(21)).toBe('off');
    two.enter(H, 30, 'hearing.event.retracted', {}, closed);
    expect([two.at(31), two.at(32), two.at(34.9), two.at(35.1)]).toEqual(['cut unknown', 'held', 'held', 'live']);
  });

  it('picture alone', () => {
    const one = court();
    one.enter(H, 0, 'hearing.preparation.started', { room: 'lb-1' });
    expect(one.wantsSound()).toBe(true);
    one.enter(H, 1, 'hearing.transmission.permitted', { scope: 'picture_only' });
    expect(one.wantsSound()).toBe(false);
    one.enter(H, 2, 'hearing.opened');
    expect([one.at(8), one.sound(8)]).toEqual(['live', false]);
  });

  it('a room is one sitting’s: the second hearing waits, and takes the room when it is opened', () => {
    const one = court();
    onAir(one);
    one.enter(G, 10, 'hearing.preparation.started', { room: 'lb-1' });
    expect(one.at(11)).toBe('live');
    one.enter(G, 20, 'hearing.transmission.permitted', { scope: 'whole' });
    one.enter(G, 30, 'hearing.opened');
    expect([one.at(32), one.at(36)]).toEqual(['held', 'live']);
  });
});

describe('in doubt it is cut', () => {
  it('for a second after a lift: the camera may still show what was before it', () => {
    const one = court();
    onAir(one);
    one.enter(H, 20, 'hearing.deliberation.started', { purpose: 'judgment' });
    one.enter(H, 30, 'hearing.pronouncing.started', { of: 'judgment' });
    expect([one.at(30.4), one.at(31.1), one.at(31.3)]).toEqual(['cut deliberation', 'cut deliberation', 'held']);
    // And when it has settled, what was filmed in that second is asked about once more.
    expect(one.of(30.4, 30.6, 40)).toBe('cut deliberation');
    expect(one.of(31.3, 31.5, 40)).toBe('live');
  });

  it('at once by a cut of a clock that is ahead of ours; but an announced end of a public stretch waits for its time', () => {
    const one = court();
    onAir(one);
    one.enter(H, 20.8, 'feed.cut', { order: 'theo lệnh Chủ tọa' });
    expect([one.at(20), one.at(20.5), one.at(21)]).toEqual(['cut clerk', 'cut clerk', 'cut clerk']);
    const two = court();
    onAir(two);
    two.enter(H, 20, 'hearing.publicity.changed', { to: 'in_camera' });
    two.enter(H, 30, 'feed.reopened', { lifts: 'in_camera', until: new Date(ORIGIN + 60 * SECOND).toISOString() });
    expect([two.at(40), two.at(59), two.at(60.1)]).toEqual(['live', 'live', 'cut in_camera']);
  });

  it('with courses that are not intact', () => {
    const one = court();
    onAir(one);
    one.damage();
    expect(one.at(20)).toBe('cut unknown');
    expect(one.at(20, 'lb-2-a')).toBe('cut unknown');
  });

  it('a rejected opening does not open, and a rejected cut cuts', () => {
    const one = court();
    one.enter(H, 0, 'hearing.preparation.started', { room: 'lb-1' });
    one.enter(H, 1, 'hearing.transmission.permitted', { scope: 'whole' });
    one.rejected.add(one.enter(H, 2, 'hearing.opened'));
    one.refold();
    expect(one.at(10)).toBe('cut not_open');
    const two = court();
    onAir(two);
    two.rejected.add(two.enter(H, 20, 'feed.cut', { order: 'theo lệnh Chủ tọa' }));
    two.refold();
    expect(two.at(30)).toBe('cut clerk');
    const three = court();
    three.rejected.add(three.enter(H, 0, 'hearing.preparation.started', { room: 'lb-1' }));
    three.refold();
    expect(three.at(10)).toBe('off');
  });
});

describe('what the courses say of the past', () => {
  const onAir = () => {
    const one = court();
    one.enter('a', 0, 'hearing.preparation.started', { room: 'lb-1' });
    one.enter('a', 1, 'hearing.transmission.permitted', { scope: 'whole' });
    one.enter('a', 2, 'hearing.opened');
    return one;
  };

  it.each<[string, string, Record<string, unknown>, (cut: string) => [string, Record<string, unknown>]]>([
    ['a cut', 'feed.cut', { order: 'x' }, (cut: string) => ['feed.reopened', { lifts: cut }]],
    ['a recess', 'hearing.recess.started', {}, () => ['hearing.recess.ended', {}]],
    [
      'a deliberation',
      'hearing.deliberation.started',
      { purpose: 'judgment' },
      () => ['hearing.pronouncing.started', { of: 'judgment' }],
    ],
    [
      'closed doors',
      'hearing.publicity.changed',
      { to: 'in_camera' },
      () => ['hearing.publicity.changed', { to: 'public' }],
    ],
  ])('%s lasts until its lift has settled', (_name, type, data, lift) => {
    const one = onAir();
    const ref = one.enter('a', 100, type, data);
    expect(one.pieces(90, 150)).toEqual([
      [100, 'live'],
      [150, 'cut'],
    ]);
    one.enter('a', 200, ...lift(ref));
    expect(one.pieces(90, 250)?.filter(([, state], i, all) => all[i + 1]?.[1] !== state)).toEqual([
      [100, 'live'],
      [205, 'cut'],
      [250, 'live'],
    ]);
  });

  it('a sitting that ended leaves the room to nobody, and damaged courses say nothing', () => {
    const one = onAir();
    one.enter('a', 100, 'hearing.closed');
    expect(one.pieces(90, 150)).toEqual([
      [100, 'live'],
      [150, 'off'],
    ]);
    one.damage();
    expect(one.pieces(90, 150)).toBeUndefined();
  });
});
