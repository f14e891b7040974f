/** The picture of the second camera: from beside the bench towards the stand, the desks and the public. */
import { front, lookOf } from './figures.ts';
import { chair, glow, microphone, namePlate, papers, stand, windowBay } from './furniture.ts';
import type { Moment, Speaker } from './moment.ts';
import type { RoomLook } from './rooms.ts';
import { ellipse, polygon, rect, shade, stroke } from './svg.ts';

function shell(room: RoomLook): string {
  const tiles = Array.from({ length: 13 }, (_, i) =>
    stroke(`M${640 + (i - 6) * 100},300 L${640 + (i - 6) * 270},720`, shade(room.floor, -0.1), 2),
  ).join('');
  return (
    rect(0, 0, 1280, 300, room.wall) +
    rect(0, 0, 1280, 300, 'url(#wall)') +
    windowBay(90, 50, 150, 160, room.wood) +
    windowBay(1040, 50, 150, 160, room.wood) +
    rect(556, 66, 168, 234, shade(room.wood, -0.2), { rx: 3 }) +
    rect(566, 76, 72, 224, shade(room.wood, 0.05)) +
    rect(642, 76, 72, 224, shade(room.wood, 0.05)) +
    ellipse(632, 196, 4, 4, '#d9b24c') +
    ellipse(648, 196, 4, 4, '#d9b24c') +
    rect(0, 236, 556, 64, shade(room.wood, 0.1)) +
    rect(724, 236, 556, 64, shade(room.wood, 0.1)) +
    rect(0, 298, 1280, 422, room.floor) +
    tiles +
    polygon(
      [
        [588, 300],
        [692, 300],
        [850, 720],
        [430, 720],
      ],
      room.carpet,
    ) +
    rect(0, 298, 1280, 422, 'url(#floor)')
  );
}

function audience(room: RoomLook, moment: Moment): string {
  let drawn = '';
  for (const [row, y] of [300, 372].entries()) {
    const size = 0.62 + row * 0.16;
    const xs = row === 0 ? [150, 250, 350, 450, 830, 930, 1030, 1130] : [110, 240, 370, 910, 1040, 1170];
    for (const [i, x] of xs.entries()) {
      if (moment.speaker === 'empty' || (i + row * 3) % 5 === 3) continue;
      drawn += front({
        x,
        y,
        size,
        attire: 'plain',
        look: lookOf(room.seed + 30 + row * 9 + i),
        nod: moment.pose === 2 && i === 2,
        gaze: 0,
      });
    }
    for (const [x, width] of [
      [60, 450],
      [770, 450],
    ] as const) {
      const fx = x - row * 24;
      drawn +=
        rect(fx, y - 6, width + row * 48, 40 + row * 8, shade(room.wood, -0.06), { rx: 5 }) +
        rect(fx, y - 6, width + row * 48, 9, shade(room.wood, 0.2), { rx: 4 });
    }
  }
  return drawn;
}

export function floorView(room: RoomLook, moment: Moment): string {
  const empty = moment.speaker === 'empty';
  const says = (who: Speaker): boolean => moment.speaker === who;
  const motion = (who: Speaker, side: -1 | 1) => ({
    mouth: says(who) ? moment.mouth : 0,
    hand: says(who) && moment.pose === 1 ? side : (0 as const),
    nod: says(who) && moment.pose === 2,
  });
  const desk = (who: 'prosecutor' | 'defender'): string => {
    // Seen from the bench the sides are exchanged.
    const x = who === 'defender' ? 190 : 1090;
    const person = empty
      ? ''
      : (says(who) ? glow(x, 452, 130, 134) : '') +
        front({
          x,
          y: 530,
          size: 1.3,
          attire: who === 'defender' ? 'lawyer' : 'prosecutor',
          look: lookOf(room.seed + (who === 'defender' ? 15 : 12)),
          gaze: who === 'defender' ? 0.8 : -0.8,
          ...motion(who, who === 'defender' ? 1 : -1),
        });
    return (
      chair(x, 530, 1.15, room.chair) +
      person +
      rect(x - 150, 528, 300, 120, room.wood) +
      rect(x - 130, 552, 260, 80, shade(room.wood, 0.09), { rx: 3 }) +
      rect(x - 158, 520, 316, 16, shade(room.wood, 0.24), { rx: 3 }) +
      papers(x - 60, 521, 3) +
      microphone(x + (who === 'defender' ? 60 : -60), 521, 1.15, says(who), who === 'defender' ? 1 : -1) +
      namePlate(x, 531, who === 'defender' ? 'LUẬT SƯ' : 'KIỂM SÁT VIÊN', who === 'defender' ? 96 : 128)
    );
  };
  const heard = (who: 'defendant' | 'other'): string => {
    const x = who === 'defendant' ? 640 : 420;
    const person = empty
      ? ''
      : (says(who) ? glow(x, 470, 126, 140) : '') +
        (who === 'defendant'
          ? front({
              x,
              y: 560,
              size: 1.36,
              attire: 'plain',
              look: { ...lookOf(room.seed + 17), long: false, cloth: '#7c8794' },
              ...motion(who, 1),
            })
          : front({ x, y: 548, size: 1.16, attire: 'plain', look: lookOf(room.seed + 18), ...motion(who, -1) }));
    return (
      person +
      stand(x, who === 'defendant' ? 556 : 544, shade(room.wood, who === 'defendant' ? 0 : 0.06), says(who), false)
    );
  };
  return (
    shell(room) + audience(room, moment) + heard('other') + heard('defendant') + desk('defender') + desk('prosecutor')
  );
}
