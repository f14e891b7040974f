/** The empty shell of the panel camera's picture: wall, cladding behind the bench, floor, carpet. */
import { windowBay } from './furniture.ts';
import type { RoomLook } from './rooms.ts';
import { path, polygon, rect, shade, stroke } from './svg.ts';

function cladding(room: RoomLook): string {
  const [x, y, width, height] = [322, 34, 636, 290];
  const base = rect(x, y, width, height, room.panelling);
  if (room.cladding === 'slats')
    return (
      base +
      Array.from({ length: 26 }, (_, i) =>
        rect(x + 6 + i * 24.3, y, 9, height, shade(room.panelling, i % 2 === 0 ? 0.12 : -0.14)),
      ).join('')
    );
  if (room.cladding === 'stone')
    return (
      base +
      Array.from({ length: 20 }, (_, i) => {
        const row = Math.floor(i / 5);
        return rect(
          x + 4 + (i % 5) * 126.4,
          y + 4 + row * 72,
          121,
          67,
          shade(room.panelling, ((i * 7) % 5) * 0.03 + 0.04),
          { rx: 2 },
        );
      }).join('')
    );
  if (room.cladding === 'drape')
    return (
      base +
      Array.from({ length: 18 }, (_, i) => {
        const fx = x + i * (width / 18);
        return path(
          `M${fx},${y} h${width / 18} q-6,150 0,${height} h-${width / 18} q6,-150 0,-${height}`,
          shade(room.panelling, i % 2 === 0 ? 0.1 : -0.16),
        );
      }).join('') +
      path(
        `M${x - 6},${y - 8} h${width + 12} v26 q-26,16 -53,0 q-26,16 -53,0 q-27,16 -54,0 q-27,16 -54,0 q-27,16 -54,0 q-27,16 -54,0 q-27,16 -54,0 q-27,16 -54,0 q-27,16 -54,0 q-27,16 -54,0 q-27,16 -54,0 q-27,14 -57,0 Z`,
        shade(room.panelling, -0.3),
      ) +
      stroke(`M${x - 6},${y + 16} h${width + 12}`, '#d9b24c', 3)
    );
  return (
    base +
    Array.from({ length: 4 }, (_, i) => {
      const fx = x + 14 + i * 155;
      return (
        rect(fx, y + 14, 143, height - 28, shade(room.panelling, -0.18), { rx: 3 }) +
        rect(fx + 7, y + 21, 129, height - 42, shade(room.panelling, 0.08), { rx: 3 })
      );
    }).join('')
  );
}

export function panelShell(room: RoomLook): string {
  const tiles = Array.from({ length: 13 }, (_, i) => {
    const far = 640 + (i - 6) * 90;
    const near = 640 + (i - 6) * 250;
    return stroke(`M${far},410 L${near},720`, shade(room.floor, -0.12), 2);
  }).join('');
  const rows = [446, 494, 560, 646].map((y) => stroke(`M0,${y} H1280`, shade(room.floor, -0.1), 2)).join('');
  const bays = room.windows ? windowBay(84, 96, 140, 190, room.wood) + windowBay(1056, 96, 140, 190, room.wood) : '';
  const pillars = room.windows
    ? ''
    : [60, 210, 1010, 1160]
        .map((x) => rect(x, 0, 60, 412, shade(room.wall, -0.07)) + rect(x + 6, 0, 8, 412, shade(room.wall, 0.35)))
        .join('');
  return (
    rect(0, 0, 1280, 412, room.wall) +
    rect(0, 0, 1280, 412, 'url(#wall)') +
    pillars +
    bays +
    rect(0, 330, 1280, 82, shade(room.wood, 0.14)) +
    Array.from({ length: 21 }, (_, i) => rect(i * 64 + 4, 342, 54, 62, shade(room.wood, 0.04), { rx: 2 })).join('') +
    rect(0, 326, 1280, 8, shade(room.wood, -0.25)) +
    cladding(room) +
    rect(0, 408, 1280, 312, room.floor) +
    tiles +
    rows +
    polygon(
      [
        [560, 440],
        [720, 440],
        [842, 720],
        [438, 720],
      ],
      room.carpet,
    ) +
    stroke('M572,440 L462,720 M708,440 L818,720', shade(room.carpet, 0.3), 3) +
    rect(0, 408, 1280, 312, 'url(#floor)')
  );
}
