/** What a court tells in a morning: the events with which tests of the wall keep a store busy. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { House } from './house.ts';

/** A morning in two rooms, with a line, a recess, a correction and a closing. */
export function morning(n: number, at: House): EventEnvelope[] {
  const { hearing } = at.court.lb;
  const [first, second] = [hearing(), hearing()];
  const wrong = first.say('hearing.debate.started', {});
  return [
    first.scheduled('lb-1', `Vụ thứ ${n}`),
    ...first.opened('lb-1'),
    first.say('hearing.questioning.started', { askerRole: 'presiding_judge' }),
    first.note(`Ghi chú ${n}`),
    wrong,
    first.say('hearing.recess.started', {}),
    second.scheduled('lb-2', `Vụ kín ${n}`),
    ...second.opened('lb-2'),
    second.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' }),
    second.note('sau cánh cửa'),
    first.say('hearing.recess.ended', {}),
    first.say('hearing.event.retracted', {}, { corrects: `${wrong.source}#${wrong.id}` }),
    first.say('hearing.closed', {}),
    second.say('hearing.closed', {}),
  ];
}
