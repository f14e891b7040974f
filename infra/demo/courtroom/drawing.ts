/** One whole picture of a courtroom as an SVG of 640×360. */
import { floorView } from './floor-view.ts';
import { caption } from './furniture.ts';
import type { Moment } from './moment.ts';
import { panelView } from './panel-view.ts';
import { type RoomCode, rooms, type View } from './rooms.ts';
import { rect, shade, tag } from './svg.ts';

export const width = 640;
export const height = 360;

const stop = (offset: string, colour: string, opacity: number): string =>
  tag('stop', { offset, 'stop-color': colour, 'stop-opacity': opacity });

const gradients = tag(
  'defs',
  {},
  tag(
    'linearGradient',
    { id: 'wall', x1: '0', y1: '0', x2: '0', y2: '1' },
    stop('0', '#ffffff', 0.28) + stop('1', '#000000', 0.14),
  ) +
    tag(
      'linearGradient',
      { id: 'floor', x1: '0', y1: '0', x2: '0', y2: '1' },
      stop('0', '#000000', 0.2) + stop('0.4', '#ffffff', 0.04) + stop('1', '#000000', 0.28),
    ) +
    tag(
      'radialGradient',
      { id: 'glow' },
      stop('0', '#fff3c4', 0.85) + stop('0.55', '#ffe08a', 0.42) + stop('1', '#ffd76a', 0),
    ),
);

/** An empty room is in half light; while the panel is out the light is a little lower. */
function dusk(moment: Moment): string {
  if (moment.speaker === 'empty') return rect(0, 0, 1280, 720, '#0a1020', { opacity: 0.52 });
  if (moment.speaker === 'waiting') return rect(0, 0, 1280, 720, '#0a1020', { opacity: 0.2 });
  return '';
}

export function drawRoom(code: RoomCode, view: View, moment: Moment): string {
  const room = rooms[code];
  const scene = view === 'panel' ? panelView(room, moment) : floorView(room, moment);
  const label = `${code}${view === 'floor' ? ' · CAM 2' : ''} · HÌNH VẼ, DỮ LIỆU GIẢ LẬP`;
  const plate =
    rect(0, 688, 24 + label.length * 11.6, 32, shade(room.panelling, -0.6), { opacity: 0.85 }) +
    caption(12, 710, label, 17, '#ffffff', 'start');
  return tag(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: '0 0 1280 720' },
    gradients + scene + dusk(moment) + plate,
  );
}
