/** What stands in a courtroom: the emblem, the bench, desks, chairs, microphones, windows, public benches. */
import { ellipse, group, path, polygon, rect, shade, star, stroke, tag } from './svg.ts';

/** A simplified emblem: a gold star on red between ears of rice. */
export function emblem(x: number, y: number, size: number): string {
  const grains = Array.from({ length: 7 }, (_, i) => {
    const angle = 0.35 + i * 0.36;
    return [-1, 1]
      .map((side) => {
        const gx = side * Math.sin(angle) * 58;
        const gy = Math.cos(angle) * 58;
        return ellipse(gx, gy, 5, 10, '#e3b52e', {
          transform: `rotate(${side * -((angle * 180) / Math.PI) + 90 * side},${gx},${gy})`,
        });
      })
      .join('');
  }).join('');
  const teeth = Array.from({ length: 5 }, (_, i) =>
    rect(-5, 26, 10, 9, '#e3b52e', { transform: `rotate(${(i - 2) * 26})` }),
  ).join('');
  return group(
    ellipse(3, 5, 66, 66, '#000000', { opacity: 0.18 }) +
      ellipse(0, 0, 64, 64, '#e3b52e') +
      ellipse(0, 0, 60, 60, '#b8161d') +
      grains +
      ellipse(0, 0, 45, 45, '#c81f26') +
      star(0, -6, 30, '#f6d13d') +
      teeth +
      path('M-46,44 Q0,66 46,44 L40,60 Q0,78 -40,60 Z', '#b8161d', { stroke: '#e3b52e', 'stroke-width': 2.5 }),
    { transform: `translate(${x},${y}) scale(${size})` },
  );
}

/** The high back of a chair, behind a head and shoulders that end at `y`. */
export function chair(x: number, y: number, size: number, colour: string): string {
  return group(
    path('M-46,10 L-48,-92 Q-46,-124 0,-128 Q46,-124 48,-92 L46,10 Z', shade(colour, -0.35)) +
      path('M-39,10 L-41,-90 Q-39,-115 0,-119 Q39,-115 41,-90 L39,10 Z', colour) +
      stroke('M-30,-20 L-31,-86 Q-28,-102 0,-106 Q28,-102 31,-86 L30,-20', shade(colour, 0.16), 2),
    { transform: `translate(${x},${y}) scale(${size})` },
  );
}

/** A gooseneck microphone; its ring glows red while it is on. */
export function microphone(x: number, y: number, size: number, live: boolean, lean = 1): string {
  return group(
    rect(-9, -3, 18, 6, '#26262a', { rx: 2 }) +
      stroke(`M0,-3 Q${-2 * lean},-22 ${8 * lean},-34`, '#2d2d31', 2.4) +
      (live ? ellipse(8 * lean, -35, 8, 8, '#ff3b30', { opacity: 0.35 }) : '') +
      ellipse(8 * lean, -36, 3.6, 5, '#222226') +
      stroke(`M${8 * lean - 4},-32 h8`, live ? '#ff4136' : '#6b6b70', 2.6),
    { transform: `translate(${x},${y}) scale(${size})` },
  );
}

/** A front of wood with panels, seen straight on, with its top board. */
export function woodFront(x: number, y: number, width: number, height: number, colour: string, fields: number): string {
  const gap = 14;
  const field = (width - gap * (fields + 1)) / fields;
  const panels = Array.from({ length: fields }, (_, i) => {
    const fx = x + gap + i * (field + gap);
    return (
      rect(fx, y + 24, field, height - 38, shade(colour, -0.16), { rx: 3 }) +
      rect(fx + 4, y + 28, field - 8, height - 46, shade(colour, 0.05), { rx: 3 }) +
      stroke(`M${fx + 8},${y + height - 22} h${field - 16}`, shade(colour, -0.12), 2)
    );
  }).join('');
  return (
    rect(x, y, width, height, colour) +
    panels +
    rect(x - 8, y - 8, width + 16, 18, shade(colour, -0.28), { rx: 3 }) +
    rect(x - 8, y - 8, width + 16, 7, shade(colour, 0.22), { rx: 3 }) +
    rect(x, y + height - 8, width, 8, shade(colour, -0.4))
  );
}

/** A small plate that stands on a desk. */
export function namePlate(x: number, y: number, text: string, width = 96): string {
  return (
    polygon(
      [
        [x - width / 2, y],
        [x + width / 2, y],
        [x + width / 2 - 4, y - 20],
        [x - width / 2 + 4, y - 20],
      ],
      '#8d1d22',
      { stroke: '#d8b24a', 'stroke-width': 1.5 },
    ) + caption(x, y - 5, text, 13, '#fbe9b0', 'middle')
  );
}

export function caption(
  x: number,
  y: number,
  text: string,
  size: number,
  colour: string,
  anchor: 'start' | 'middle' | 'end',
  bold = true,
): string {
  return tag(
    'text',
    {
      x,
      y,
      'font-family': 'DejaVu Sans',
      'font-size': size,
      'font-weight': bold ? 'bold' : 'normal',
      fill: colour,
      'text-anchor': anchor,
    },
    text,
  );
}

export function papers(x: number, y: number, tilt: number): string {
  return group(
    polygon(
      [
        [-22, 0],
        [18, 0],
        [24, -9],
        [-14, -9],
      ],
      '#f7f6f0',
      { stroke: '#c9c6ba', 'stroke-width': 1 },
    ) + stroke('M-12,-3 h24 M-9,-6 h22', '#a9a79d', 1.2),
    { transform: `translate(${x},${y}) rotate(${tilt})` },
  );
}

/** A computer seen from behind its screen. */
export function screen(x: number, y: number, size: number): string {
  return group(
    rect(-30, -40, 60, 36, '#2f3237', { rx: 3 }) +
      rect(-27, -37, 54, 30, '#3c4046', { rx: 2 }) +
      rect(-5, -5, 10, 6, '#26282c'),
    {
      transform: `translate(${x},${y}) scale(${size})`,
    },
  );
}

export function windowBay(x: number, y: number, width: number, height: number, frame: string): string {
  const slats = Array.from({ length: 9 }, (_, i) =>
    rect(x + 6, y + 10 + (i * (height - 20)) / 9, width - 12, (height - 20) / 9 - 5, '#eaf4fb', { opacity: 0.75 }),
  ).join('');
  return (
    rect(x - 7, y - 7, width + 14, height + 14, shade(frame, 0.1), { rx: 3 }) +
    rect(x, y, width, height, '#bfdcec') +
    slats +
    rect(x + width / 2 - 3, y, 6, height, shade(frame, 0.1)) +
    rect(x - 12, y + height + 6, width + 24, 9, shade(frame, -0.1), { rx: 2 })
  );
}

/** A row of public seats from behind. */
export function publicBench(x: number, y: number, width: number, colour: string): string {
  return (
    rect(x, y, width, 60, shade(colour, -0.22), { rx: 6 }) +
    rect(x, y, width, 12, shade(colour, 0.12), { rx: 5 }) +
    stroke(`M${x + 14},${y + 30} H${x + width - 14}`, shade(colour, -0.36), 3)
  );
}

/** A stand with microphone for whoever is heard, from behind (`away`) or from the front. */
export function stand(x: number, y: number, colour: string, live: boolean, away: boolean): string {
  const body =
    polygon(
      [
        [x - 62, y],
        [x + 62, y],
        [x + 56, y + 130],
        [x - 56, y + 130],
      ],
      colour,
    ) +
    polygon(
      [
        [x - 46, y + 22],
        [x + 46, y + 22],
        [x + 42, y + 112],
        [x - 42, y + 112],
      ],
      shade(colour, away ? -0.2 : 0.1),
    ) +
    rect(x - 68, y - 8, 136, 14, shade(colour, 0.22), { rx: 3 });
  return body + microphone(x + (away ? 34 : -30), y - 8, 1.15, live, away ? -1 : 1);
}

/** The soft light that falls on whoever speaks. `id` names its gradient. */
export function glow(cx: number, cy: number, rx: number, ry: number): string {
  return ellipse(cx, cy, rx, ry, 'url(#glow)');
}
