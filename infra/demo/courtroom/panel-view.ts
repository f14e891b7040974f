/** The picture of the camera that looks at the bench: panel, clerk, both desks, the stand, the public from behind. */
import { type Attire, back, front, type Look, lookOf } from './figures.ts';
import {
  caption,
  chair,
  emblem,
  glow,
  microphone,
  namePlate,
  papers,
  publicBench,
  screen,
  stand,
  woodFront,
} from './furniture.ts';
import type { Moment, Speaker } from './moment.ts';
import { panelShell } from './panel-shell.ts';
import type { RoomLook } from './rooms.ts';
import { ellipse, polygon, rect, shade } from './svg.ts';

const benchTop = 316;

const seatsOf = (count: 3 | 5): number[] => (count === 5 ? [400, 520, 640, 760, 880] : [480, 640, 800]);

/** Which seat an assessor who speaks sits on. */
const assessorSeat = (count: 3 | 5): number => (count === 5 ? 3 : 2);

interface Stage {
  room: RoomLook;
  moment: Moment;
  speaking: (who: Speaker) => boolean;
  mouth: (who: Speaker) => number;
  hand: (who: Speaker) => boolean;
  nod: (who: Speaker) => boolean;
  /** Where everybody looks, seen from a person at `x`. */
  gaze: (x: number) => number;
}

const places: Partial<Record<Speaker, number>> = {
  presiding: 640,
  prosecutor: 170,
  defender: 1110,
  defendant: 640,
  other: 420,
  clerk: 640,
};

function stageOf(room: RoomLook, moment: Moment): Stage {
  const speaking = (who: Speaker): boolean => moment.speaker === who;
  const at =
    moment.speaker === 'assessor' ? (seatsOf(room.seats)[assessorSeat(room.seats)] as number) : places[moment.speaker];
  return {
    room,
    moment,
    speaking,
    mouth: (who) => (speaking(who) ? moment.mouth : 0),
    hand: (who) => speaking(who) && moment.pose === 1,
    nod: (who) => speaking(who) && moment.pose === 2,
    gaze: (x) => (at === undefined ? 0 : Math.max(-1, Math.min(1, (at - x) / 240))),
  };
}

function panel(stage: Stage): string {
  const { room, moment } = stage;
  const seats = seatsOf(room.seats);
  const size = room.seats === 5 ? 1.06 : 1.14;
  const middle = (seats.length - 1) / 2;
  const away = moment.speaker === 'waiting' || moment.speaker === 'empty';
  let drawn = '';
  for (const [i, x] of seats.entries()) {
    drawn += chair(x, benchTop, size * (i === middle ? 1.12 : 1), room.chair);
    if (away) continue;
    const who: Speaker = i === middle ? 'presiding' : 'assessor';
    const speaks = i === middle || i === assessorSeat(room.seats);
    const judge = i === middle || (room.seats === 5 && i === middle - 1);
    const attire: Attire = judge ? 'judge' : 'assessor';
    if (speaks && stage.speaking(who)) drawn += glow(x, benchTop - 74, 120, 128);
    drawn += front({
      x,
      y: benchTop,
      size: size * (i === middle ? 1.05 : 1),
      attire,
      look: lookOf(room.seed + i),
      mouth: speaks ? stage.mouth(who) : 0,
      hand: speaks && stage.hand(who) ? (i >= middle ? 1 : -1) : 0,
      nod: speaks ? stage.nod(who) : moment.pose === 2 && i === 0,
      gaze: stage.gaze(x),
    });
  }
  drawn += woodFront(
    (seats[0] as number) - 92,
    benchTop,
    (seats.at(-1) as number) - (seats[0] as number) + 184,
    112,
    room.wood,
    seats.length,
  );
  for (const [i, x] of seats.entries()) {
    const label = i === middle ? 'CHỦ TỌA' : room.seats === 5 && i === middle - 1 ? 'THẨM PHÁN' : 'HỘI THẨM';
    drawn += namePlate(x, benchTop + 2, label, i === middle ? 92 : 100);
    const live =
      i === middle ? stage.speaking('presiding') : i === assessorSeat(room.seats) && stage.speaking('assessor');
    drawn += microphone(x - 60, benchTop - 4, 1, live) + papers(x + 62, benchTop - 6, -4);
  }
  return drawn;
}

function clerk(stage: Stage): string {
  const { room, moment } = stage;
  const [x, y] = [640, 470];
  const person =
    moment.speaker === 'empty'
      ? ''
      : (stage.speaking('clerk') ? glow(x, y - 60, 96, 100) : '') +
        front({
          x,
          y,
          size: 0.92,
          attire: 'clerk',
          look: { ...lookOf(room.seed + 9), long: true },
          mouth: stage.mouth('clerk'),
          nod: stage.nod('clerk'),
          ...(stage.hand('clerk') ? { hand: 1 as const } : { typing: moment.pose }),
        });
  return (
    person +
    woodFront(x - 84, y, 168, 62, shade(room.wood, 0.06), 2) +
    screen(x + 50, y - 6, 0.8) +
    microphone(x - 56, y - 6, 0.9, stage.speaking('clerk')) +
    namePlate(x - 4, y + 1, 'THƯ KÝ', 72)
  );
}

function sideDesk(stage: Stage, who: 'prosecutor' | 'defender'): string {
  const { room, moment } = stage;
  const left = who === 'prosecutor';
  const x = left ? 170 : 1110;
  const y = 458;
  const attire: Attire = left ? 'prosecutor' : 'lawyer';
  const look: Look = lookOf(room.seed + (left ? 12 : 15));
  const people =
    moment.speaker === 'empty'
      ? ''
      : (stage.speaking(who) ? glow(x, y - 72, 128, 132) : '') +
        front({
          x,
          y,
          size: 1.22,
          attire,
          look,
          mouth: stage.mouth(who),
          hand: stage.hand(who) ? (left ? 1 : -1) : 0,
          nod: stage.nod(who),
          gaze: stage.speaking(who) ? (left ? 0.7 : -0.7) : stage.gaze(x),
        });
  const lean = left ? 26 : -26;
  return (
    chair(x, y, 1.12, room.chair) +
    people +
    polygon(
      [
        [x - 128, y],
        [x + 128, y],
        [x + 128 + lean, y + 96],
        [x - 128 + lean, y + 96],
      ],
      room.wood,
    ) +
    polygon(
      [
        [x - 108, y + 20],
        [x + 108, y + 20],
        [x + 108 + lean * 0.7, y + 80],
        [x - 108 + lean * 0.7, y + 80],
      ],
      shade(room.wood, 0.09),
    ) +
    rect(x - 136, y - 8, 272, 16, shade(room.wood, 0.24), { rx: 3 }) +
    papers(x - 60, y - 7, 3) +
    papers(x + 70, y - 7, -5) +
    microphone(x + (left ? 44 : -44), y - 7, 1.1, stage.speaking(who), left ? 1 : -1) +
    namePlate(x, y + 3, left ? 'KIỂM SÁT VIÊN' : 'LUẬT SƯ', left ? 128 : 96)
  );
}

function foreground(stage: Stage): string {
  const { room, moment } = stage;
  const empty = moment.speaker === 'empty';
  const people = [70, 190, 1010, 1130, 1232];
  const rows =
    (empty
      ? ''
      : people
          .map((x, i) =>
            back({ x, y: 690, size: 1.16, look: lookOf(room.seed + 20 + i), nod: moment.pose === 2 && i === 1 }),
          )
          .join('')) +
    publicBench(-20, 672, 300, shade(room.wood, -0.1)) +
    publicBench(940, 672, 360, shade(room.wood, -0.1));
  const defendant = empty
    ? ''
    : (stage.speaking('defendant') ? glow(640, 596, 120, 120) : '') +
      back({
        x: 640,
        y: 672,
        size: 1.28,
        look: { ...lookOf(room.seed + 17), long: false },
        colour: '#7c8794',
        hand: stage.hand('defendant') ? 1 : 0,
        nod: stage.nod('defendant'),
        turn: stage.mouth('defendant') * 0.8,
      });
  const other = empty
    ? ''
    : (stage.speaking('other') ? glow(400, 596, 112, 116) : '') +
      back({
        x: 400,
        y: 664,
        size: 1.18,
        look: lookOf(room.seed + 18),
        hand: stage.hand('other') ? -1 : 0,
        nod: stage.nod('other'),
        turn: stage.mouth('other') * 0.8,
      });
  return (
    stand(640, 560, room.wood, stage.speaking('defendant'), true) +
    stand(400, 560, shade(room.wood, 0.06), stage.speaking('other'), true) +
    defendant +
    other +
    rows
  );
}

export function panelView(room: RoomLook, moment: Moment): string {
  const stage = stageOf(room, moment);
  return (
    panelShell(room) +
    ellipse(640, 424, 470, 26, '#000000', { opacity: 0.16 }) +
    emblem(640, 104, 0.98) +
    caption(640, 22, room.plate, 20, shade(room.panelling, -0.35), 'middle') +
    panel(stage) +
    sideDesk(stage, 'prosecutor') +
    sideDesk(stage, 'defender') +
    clerk(stage) +
    foreground(stage)
  );
}
