import { describe, expect, test } from 'vitest';
import { at, createHand, HEARING, OTHER } from '../testing/build.ts';
import { sittingsOf } from './sittings.ts';

const room = { room: 'lb-1' };
const first = () => createHand(HEARING);
const second = () => createHand(OTHER);
const ofHearing = (result: ReturnType<typeof sittingsOf>, id: string) =>
  result.sittings.filter((s) => s.hearing === id);

test('one sitting from preparation to closing; recess, deliberation and midnight end nothing', () => {
  const enter = first();
  const opening = enter('22:00', 'hearing.preparation.started', room);
  const events = [
    opening,
    enter('22:10', 'hearing.opened'),
    enter('23:00', 'hearing.recess.started'),
    enter('23:10', 'hearing.recess.ended'),
    enter('23:30', 'hearing.deliberation.started'),
    enter('00:30', 'hearing.pronouncing.started', {}, { day: '2021-04-16' }),
    enter('00:40', 'hearing.closed', {}, { day: '2021-04-16' }),
  ];
  expect(sittingsOf([events]).sittings).toMatchObject([
    {
      id: `${opening.source}#${opening.id}`,
      hearing: HEARING,
      rooms: [{ room: 'lb-1', from: at('22:00') }],
      holds: [{ room: 'lb-1', from: at('22:00'), to: at('00:40', '2021-04-16') }],
      from: at('22:00'),
      to: at('00:40', '2021-04-16'),
      holdsRoom: false,
    },
  ]);
});

test('a hearing over two days has two sittings', () => {
  const enter = first();
  const events = [
    enter('08:00', 'hearing.preparation.started', room),
    enter('17:00', 'hearing.sitting.ended'),
    enter('08:00', 'hearing.sitting.started', { room: 'lb-2' }, { day: '2021-04-16' }),
  ];
  expect(sittingsOf([events]).sittings).toMatchObject([
    { to: at('17:00'), holdsRoom: false },
    { from: at('08:00', '2021-04-16'), rooms: [{ room: 'lb-2' }], holdsRoom: true },
  ]);
});

describe('two hearings in one room', () => {
  test('the second, prepared meanwhile, is log only until the holder ends', () => {
    const a = first();
    const b = second();
    const one = [a('08:00', 'hearing.preparation.started', room), a('08:10', 'hearing.opened')];
    const two = [b('09:00', 'hearing.preparation.started', room)];
    expect(sittingsOf([one, two]).sittings).toMatchObject([{ holdsRoom: true }, { holdsRoom: false, holds: [] }]);
    one.push(a('10:00', 'hearing.closed'));
    const after = sittingsOf([one, two]);
    expect(after.flags).toEqual([]);
    expect(after.sittings).toMatchObject([
      { to: at('10:00'), holdsRoom: false },
      { from: at('09:00'), holds: [{ from: at('10:00') }], holdsRoom: true },
    ]);
  });

  test('opening the second ends the first one’s sitting, with a flag', () => {
    const a = first();
    const b = second();
    const one = [a('08:00', 'hearing.preparation.started', room), a('08:10', 'hearing.opened')];
    const opened = b('09:30', 'hearing.opened');
    const two = [b('09:00', 'hearing.preparation.started', room), opened];
    const result = sittingsOf([two, one]);
    const ref = `${opened.source}#${opened.id}`;
    expect(result.flags).toEqual([{ hearing: HEARING, flag: { code: 'room-taken', event: ref, detail: 'lb-1' } }]);
    expect(ofHearing(result, HEARING)).toMatchObject([{ to: at('09:30'), endedBy: ref, holdsRoom: false }]);
    expect(ofHearing(result, OTHER)).toMatchObject([{ holds: [{ from: at('09:30') }], holdsRoom: true }]);
  });

  test('the second entered late: the holder changes when it became known, what lies between stays with the first', () => {
    const a = first();
    const b = second();
    const one = [a('08:00', 'hearing.preparation.started', room), a('08:10', 'hearing.opened')];
    const opened = b('09:30', 'hearing.opened', {}, { recorded: '09:40' });
    const two = [b('09:00', 'hearing.preparation.started', room, { recorded: '09:39' }), opened];
    const result = sittingsOf([one, two]);
    expect(ofHearing(result, HEARING)).toMatchObject([{ to: at('09:40'), holds: [{ to: at('09:40') }] }]);
    expect(result.shownBeforeKnown).toMatchObject([
      { hearing: HEARING, shown: { from: at('09:30'), to: at('09:40'), reason: 'late' } },
    ]);
  });
});

test('an ending entered late: what was taken since is kept, and refused until released', () => {
  const a = first();
  const closed = a('10:00', 'hearing.closed', {}, { recorded: '10:05' });
  const result = sittingsOf([[a('08:00', 'hearing.preparation.started', room), closed]]);
  expect(result.sittings).toMatchObject([{ to: at('10:05'), holds: [{ to: at('10:05') }] }]);
  expect(result.shownBeforeKnown).toEqual([
    {
      hearing: HEARING,
      shown: { from: at('10:00'), to: at('10:05'), reason: 'late', event: `${closed.source}#${closed.id}` },
    },
  ]);
});

describe('a wrong ending', () => {
  test('taken back, the sitting goes on if the room is still free; between lies nothing', () => {
    const a = first();
    const wrong = a('09:00', 'hearing.closed');
    const one = [a('08:00', 'hearing.preparation.started', room), a('08:10', 'hearing.opened'), wrong];
    one.push(a('09:05', 'hearing.event.retracted', {}, { corrects: wrong }));
    const [sitting] = sittingsOf([one]).sittings;
    expect(sitting).toMatchObject({
      holds: [
        { from: at('08:00'), to: at('09:00') },
        { room: 'lb-1', from: at('09:05') },
      ],
      holdsRoom: true,
    });
    expect(sitting?.to).toBeUndefined();
  });

  test('taken back too late: the room has another holder, and the sitting is over', () => {
    const a = first();
    const b = second();
    const wrong = a('09:00', 'hearing.closed');
    const one = [a('08:00', 'hearing.preparation.started', room), wrong];
    const two = [b('09:02', 'hearing.preparation.started', room)];
    one.push(a('09:05', 'hearing.event.retracted', {}, { corrects: wrong }));
    const result = sittingsOf([one, two]);
    expect(ofHearing(result, HEARING)).toMatchObject([{ to: at('09:00'), holdsRoom: false }]);
    expect(ofHearing(result, OTHER)).toMatchObject([{ holdsRoom: true }]);
  });
});

describe('moved', () => {
  test('to a free room', () => {
    const a = first();
    const one = [a('08:00', 'hearing.preparation.started', room), a('09:00', 'hearing.moved', { room: 'lb-2' })];
    expect(sittingsOf([one]).sittings).toMatchObject([
      {
        rooms: [{ room: 'lb-1' }, { room: 'lb-2' }],
        holds: [
          { room: 'lb-1', to: at('09:00') },
          { room: 'lb-2', from: at('09:00') },
        ],
        holdsRoom: true,
      },
    ]);
  });

  test('never takes a held room; gets it when it is free, and frees its own at once', () => {
    const a = first();
    const b = second();
    const c = createHand('01890000-0000-7000-8000-000000009013');
    const one = [a('08:00', 'hearing.preparation.started', room), a('09:00', 'hearing.moved', { room: 'lb-2' })];
    const two = [b('08:00', 'hearing.preparation.started', { room: 'lb-2' })];
    const three = [c('08:30', 'hearing.preparation.started', room)];
    const result = sittingsOf([one, two, three]);
    expect(ofHearing(result, HEARING)).toMatchObject([{ holdsRoom: false }]);
    expect(ofHearing(result, OTHER)).toMatchObject([{ holdsRoom: true }]);
    expect(result.sittings[2]).toMatchObject({ holds: [{ room: 'lb-1', from: at('09:00') }], holdsRoom: true });
    two.push(b('10:00', 'hearing.closed'));
    expect(ofHearing(sittingsOf([one, two, three]), HEARING)).toMatchObject([{ holdsRoom: true }]);
  });
});

test('an opening of a sitting that was taken back leaves no sitting, and the room free', () => {
  const a = first();
  const b = second();
  const wrong = a('08:00', 'hearing.preparation.started', room);
  const one = [wrong, a('08:10', 'hearing.event.retracted', {}, { corrects: wrong })];
  const two = [b('08:05', 'hearing.preparation.started', room)];
  const result = sittingsOf([one, two]);
  expect(result.sittings).toMatchObject([{ hearing: OTHER, holds: [{ from: at('08:10') }], holdsRoom: true }]);
});
