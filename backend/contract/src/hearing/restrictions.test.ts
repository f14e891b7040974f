import { describe, expect, test } from 'vitest';
import { at, createHand, plus, scheduled } from '../testing/build.ts';
import { inForce, overlaps, restrictionsOf, shownBeforeKnownOf } from './restrictions.ts';

const causes = (events: Parameters<typeof restrictionsOf>[0], now: string, feed?: string) =>
  inForce(restrictionsOf(events), now, feed).map((r) => r.cause);

/** A hearing that is on air from 08:00:05 on. */
function onAir(over: Record<string, unknown> = {}, scope = 'whole') {
  const enter = createHand();
  const events = [
    enter('07:00', 'hearing.scheduled', scheduled(over)),
    enter('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
    enter('07:58', 'hearing.transmission.permitted', { scope }),
    enter('08:00', 'hearing.opened'),
  ];
  return { enter, events };
}

describe('nothing is shown unless everything allows it', () => {
  test('not permitted and not open until both were said, and five seconds more', () => {
    const { events } = onAir();
    expect(causes([], at('08:00'))).toEqual(['not_permitted']);
    expect(causes(events, at('07:50'))).toEqual(['not_permitted', 'not_open']);
    expect(causes(events, at('07:59'))).toEqual(['not_open']);
    expect(causes(events, at('08:00:04.999'))).toEqual(['not_open']);
    expect(causes(events, at('08:00:05'))).toEqual([]);
  });

  test('the recording begins at the press, once the lift has settled', () => {
    const { events } = onAir();
    const rs = restrictionsOf(events);
    expect(overlaps(rs, at('08:00'), at('08:01'), at('08:00:04')).map((r) => r.cause)).toEqual(['not_open']);
    expect(overlaps(rs, at('08:00'), at('08:01'), at('08:05'))).toEqual([]);
    expect(overlaps(rs, at('07:59:59'), at('08:01'), at('08:05')).map((r) => r.cause)).toEqual(['not_open']);
  });

  test('opening and pronouncing only: what lies between is not permitted', () => {
    const { enter, events } = onAir({}, 'opening_and_pronouncing');
    events.push(
      enter('08:26', 'hearing.questioning.started'),
      enter('10:04', 'hearing.deliberation.started', { purpose: 'judgment' }),
      enter('10:45', 'hearing.pronouncing.started'),
    );
    expect(causes(events, at('08:10'))).toEqual([]);
    expect(causes(events, at('08:26'))).toEqual(['not_permitted']);
    expect(causes(events, at('10:10'))).toEqual(['deliberation', 'not_permitted']);
    expect(causes(events, at('10:45:05'))).toEqual([]);
  });

  test('picture only: the sound stays withheld', () => {
    const { events } = onAir({}, 'picture_only');
    expect(inForce(restrictionsOf(events), at('08:10'))).toMatchObject([
      { cause: 'not_permitted', picture: false, sound: true },
    ]);
  });

  test('permission withdrawn', () => {
    const { enter, events } = onAir();
    events.push(enter('09:00', 'hearing.transmission.withdrawn'));
    expect(causes(events, at('09:00'))).toEqual(['not_permitted']);
  });

  test('a recess while it lasts', () => {
    const { enter, events } = onAir();
    events.push(enter('09:20', 'hearing.recess.started'), enter('09:35', 'hearing.recess.ended'));
    expect(causes(events, at('09:30'))).toEqual(['recess']);
    expect(causes(events, at('09:35:04'))).toEqual(['recess']);
    expect(causes(events, at('09:35:05'))).toEqual([]);
  });

  test('a recess entered from the deliberation is secret like it', () => {
    const { enter, events } = onAir();
    events.push(
      enter('10:04', 'hearing.deliberation.started'),
      enter('10:20', 'hearing.recess.started'),
      enter('10:30', 'hearing.recess.ended'),
    );
    expect(causes(events, at('10:25'))).toEqual(['deliberation', 'recess']);
    expect(causes(events, at('10:40'))).toEqual(['deliberation']);
    events.push(enter('10:41', 'hearing.resumed'));
    expect(causes(events, at('10:50'))).toEqual(['deliberation']);
  });

  test('after a suspension the next day is not open until it is resumed in its own sitting', () => {
    const { enter, events } = onAir();
    events.push(
      enter('11:00', 'hearing.suspended', { reasonCode: 'SETTLEMENT' }),
      enter('08:00', 'hearing.sitting.started', { room: 'lb-1' }, { day: '2021-04-20' }),
    );
    expect(causes(events, at('08:30', '2021-04-20'))).toEqual(['not_open']);
    events.push(enter('08:31', 'hearing.resumed', {}, { day: '2021-04-20' }));
    expect(causes(events, at('08:32', '2021-04-20'))).toEqual([]);
  });

  test('moved: not open in the new room until resumed', () => {
    const { enter, events } = onAir();
    events.push(enter('09:00', 'hearing.moved', { room: 'lb-2' }), enter('09:05', 'hearing.pronouncing.started'));
    expect(causes(events, at('09:10'))).toEqual(['not_open']);
    events.push(enter('09:11', 'hearing.resumed'));
    expect(causes(events, at('09:12'))).toEqual([]);
  });
});

describe('cuts', () => {
  test('a cut ends only with the reopening that names it, from the side that cut', () => {
    const { enter, events } = onAir();
    const cut = enter('09:00', 'feed.cut', { order: 'theo lệnh Chủ tọa', feeds: ['lb-1-1'] });
    const other = enter('09:01', 'feed.cut', { order: 'theo lệnh Chủ tọa' });
    events.push(cut, other);
    expect(causes(events, at('09:00:30'), 'lb-1-2')).toEqual([]);
    expect(causes(events, at('09:02'), 'lb-1-2')).toEqual(['clerk']);
    events.push(enter('09:03', 'feed.reopened', { lifts: `${other.source}#${other.id}` }));
    expect(causes(events, at('09:04'), 'lb-1-1')).toEqual(['clerk']);
    expect(causes(events, at('09:04'), 'lb-1-2')).toEqual([]);
    const lifts = `${cut.source}#${cut.id}`;
    events.push(enter('09:05', 'feed.reopened', { lifts }, { source: '/service' }));
    expect(causes(events, at('09:06'), 'lb-1-1')).toEqual(['clerk']);
    events.push(enter('09:07', 'feed.reopened', { lifts }));
    expect(causes(events, at('09:08'), 'lb-1-1')).toEqual([]);
  });

  test('a cut from the province is lifted by the province alone', () => {
    const { enter, events } = onAir();
    const cut = enter('09:00', 'feed.cut', { order: 'Chánh án' }, { source: '/service' });
    events.push(cut, enter('09:05', 'feed.reopened', { lifts: `/service#${cut.id}` }));
    expect(causes(events, at('09:06'))).toEqual(['clerk']);
    events.push(enter('09:07', 'feed.reopened', { lifts: `/service#${cut.id}` }, { source: '/service' }));
    expect(causes(events, at('09:08'))).toEqual([]);
  });

  test('a retracted cut ends with the retraction and never opens the past', () => {
    const { enter, events } = onAir();
    const cut = enter('09:00', 'feed.cut', { order: 'theo lệnh Chủ tọa' });
    events.push(cut, enter('09:10', 'hearing.event.retracted', {}, { corrects: cut }));
    const rs = restrictionsOf(events);
    expect(rs.filter((r) => r.cause === 'clerk')).toMatchObject([
      { from: at('09:00'), to: at('09:10'), settlesAt: at('09:10:05') },
    ]);
    expect(inForce(rs, at('09:10:04')).map((r) => r.cause)).toEqual(['clerk']);
    expect(overlaps(rs, at('09:05'), at('09:06'), at('12:00'))).toHaveLength(1);
  });

  test('a deliberation taken back within five seconds', () => {
    const { enter, events } = onAir();
    const wrong = enter('09:00', 'hearing.deliberation.started');
    events.push(wrong, enter('09:00:03', 'hearing.event.retracted', {}, { corrects: wrong }));
    expect(causes(events, at('09:00:02'))).toEqual(['deliberation']);
    expect(causes(events, at('09:00:07.999'))).toEqual(['deliberation']);
    expect(causes(events, at('09:00:08'))).toEqual([]);
  });

  test('a reopening taken back within five seconds never opened', () => {
    const { enter, events } = onAir();
    const cut = enter('09:00', 'feed.cut', { order: 'theo lệnh Chủ tọa' });
    const reopened = enter('09:05', 'feed.reopened', { lifts: `${cut.source}#${cut.id}` });
    events.push(cut, reopened, enter('09:05:03', 'hearing.event.retracted', {}, { corrects: reopened }));
    for (const second of [1, 4, 6, 600]) expect(causes(events, plus(at('09:05'), second))).toEqual(['clerk']);
    expect(shownBeforeKnownOf(events)).toEqual([]);
  });
});

describe('late events', () => {
  test('a late cutting event begins at its time; what was on air until it was known is refused until released', () => {
    const { enter, events } = onAir();
    const late = enter('09:20', 'hearing.recess.started', {}, { recorded: '09:25' });
    events.push(late);
    expect(restrictionsOf(events).filter((r) => r.cause === 'recess')).toMatchObject([{ from: at('09:20') }]);
    expect(shownBeforeKnownOf(events)).toEqual([
      { from: at('09:20'), to: at('09:25'), reason: 'late', event: `${late.source}#${late.id}` },
    ]);
    events.push(
      enter('09:35', 'hearing.recess.ended'),
      enter('12:00', 'recording.released', { from: at('09:22'), to: at('09:30'), reason: 'ok' }),
    );
    const rs = restrictionsOf(events);
    expect(overlaps(rs, at('09:22'), at('09:25'), at('12:00:04'))).toHaveLength(1);
    expect(overlaps(rs, at('09:22'), at('09:25'), at('12:00:05'))).toEqual([]);
    expect(overlaps(rs, at('09:21'), at('09:23'), at('12:01'))).toHaveLength(1);
    // What was known to be a recess is not opened by a release.
    expect(overlaps(rs, at('09:26'), at('09:27'), at('12:01'))).toHaveLength(1);
  });

  test('a late lift opens from its recordedtime on', () => {
    const { enter, events } = onAir();
    events.push(
      enter('09:20', 'hearing.recess.started'),
      enter('09:35', 'hearing.recess.ended', {}, { recorded: '09:40' }),
    );
    expect(restrictionsOf(events).filter((r) => r.cause === 'recess')).toMatchObject([
      { from: at('09:20'), to: at('09:40'), settlesAt: at('09:40:05') },
    ]);
  });

  test('what a correction makes right now stays restricted as it was known then', () => {
    const { enter, events } = onAir();
    const recess = enter('09:20', 'hearing.recess.started');
    const note = { type: 'hearing.note.recorded', data: { text: 'nhầm' } };
    events.push(recess, enter('09:50', 'hearing.event.corrected', note, { corrects: recess }));
    expect(restrictionsOf(events).filter((r) => r.cause === 'recess')).toMatchObject([
      { from: at('09:20'), to: at('09:50'), settlesAt: at('09:50:05') },
    ]);
  });

  test('a morning entered afterwards opens nothing before it was entered', () => {
    const enter = createHand();
    const r = (recorded: string) => ({ recorded });
    const events = [
      enter('07:00', 'hearing.scheduled', scheduled()),
      enter('07:45', 'hearing.preparation.started', { room: 'lb-1' }, r('10:00:00')),
      enter('07:58', 'hearing.transmission.permitted', { scope: 'whole' }, r('10:00:01')),
      enter('08:00', 'hearing.opened', {}, r('10:00:02')),
      enter('08:26', 'hearing.questioning.started', {}, r('10:00:03')),
    ];
    const rs = restrictionsOf(events);
    expect(overlaps(rs, at('09:00'), at('09:01'), at('12:00'))).not.toEqual([]);
    expect(causes(events, at('10:00:06'))).toEqual(['not_open']);
    expect(causes(events, at('10:00:07'))).toEqual([]);
    expect(shownBeforeKnownOf(events)).toEqual([]);
  });
});

describe('in camera and minors', () => {
  test('publicity changed in the middle, and back: earlier recordings stay refused until released', () => {
    const { enter, events } = onAir();
    const secret = enter('09:00', 'hearing.publicity.changed', { to: 'in_camera' });
    events.push(secret, enter('09:30', 'hearing.publicity.changed', { to: 'public' }));
    expect(causes(events, at('09:10'))).toEqual(['in_camera']);
    expect(causes(events, at('09:31'))).toEqual([]);
    expect(shownBeforeKnownOf(events)).toEqual([
      { from: at('07:00'), to: at('09:00'), reason: 'in_camera', event: `${secret.source}#${secret.id}` },
    ]);
    events.push(enter('15:00', 'recording.released', { from: at('08:00'), to: at('09:30'), reason: 'ok' }));
    expect(shownBeforeKnownOf(events)).toMatchObject([
      { from: at('07:00'), to: at('08:00') },
      { from: at('08:00'), to: at('09:00'), releasedAt: at('15:00:05') },
    ]);
    expect(overlaps(restrictionsOf(events), at('09:10'), at('09:11'), at('16:00'))).toHaveLength(1);
  });

  test('scheduled in camera: from the beginning, and pronouncing lifts nothing', () => {
    const { enter, events } = onAir({ publicity: 'in_camera' });
    events.push(enter('10:00', 'hearing.deliberation.started'), enter('10:45', 'hearing.pronouncing.started'));
    expect(causes(events, at('08:30'))).toEqual(['in_camera']);
    expect(causes(events, at('10:50'))).toEqual(['in_camera']);
    const until = at('11:00');
    events.push(enter('10:50', 'feed.reopened', { lifts: 'in_camera', until }));
    expect(causes(events, at('10:50:04'))).toEqual(['in_camera']);
    expect(causes(events, at('10:51'))).toEqual([]);
    expect(causes(events, until)).toEqual(['in_camera']);
    expect(shownBeforeKnownOf(events)).toEqual([]);
  });

  test('a public stretch ends early when the court says so again', () => {
    const { enter, events } = onAir({ publicity: 'in_camera' });
    events.push(
      enter('10:50', 'feed.reopened', { lifts: 'in_camera', until: at('11:00') }),
      enter('10:55', 'hearing.publicity.changed', { to: 'in_camera' }),
    );
    expect(causes(events, at('10:54'))).toEqual([]);
    expect(causes(events, at('10:55'))).toEqual(['in_camera']);
    expect(causes(events, at('11:30'))).toEqual(['in_camera']);
  });

  test('a minor: the whole hearing, from the flag on; released parts only of what came before', () => {
    const { enter, events } = onAir();
    events.push(enter('09:00', 'hearing.minor.flagged', { who: 'witness' }));
    expect(causes(events, at('09:10'))).toEqual(['minor']);
    const rs = () => restrictionsOf(events);
    expect(overlaps(rs(), at('08:10'), at('08:11'), at('12:00')).map((r) => r.cause)).toEqual(['minor']);
    events.push(
      enter('10:00', 'hearing.publicity.changed', { to: 'public' }),
      enter('12:00', 'recording.released', { from: at('08:05'), to: at('09:05'), reason: 'ok' }),
    );
    expect(overlaps(rs(), at('08:10'), at('08:11'), at('13:00'))).toEqual([]);
    expect(overlaps(rs(), at('09:01'), at('09:02'), at('13:00')).map((r) => r.cause)).toEqual(['minor']);
    expect(causes(events, at('13:00'))).toEqual(['minor']);
  });

  test('a flag set by mistake restricts until it was retracted', () => {
    const { enter, events } = onAir();
    const flag = enter('09:00', 'hearing.minor.flagged', { who: 'victim' });
    events.push(flag, enter('09:10', 'hearing.event.retracted', {}, { corrects: flag }));
    const rs = restrictionsOf(events);
    expect(inForce(rs, at('09:10:05'))).toEqual([]);
    expect(overlaps(rs, at('09:05'), at('09:06'), at('12:00')).map((r) => r.cause)).toEqual(['minor']);
    expect(overlaps(rs, at('08:30'), at('08:31'), at('12:00'))).toEqual([]);
  });
});
