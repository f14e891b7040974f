/** The few helpers with which the courtrooms are drawn: numbers, tags and shades of a colour. */

export type Attributes = Record<string, string | number | undefined>;

const shorten = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;

/** One SVG element; `children` is markup and is not escaped. */
export function tag(name: string, attributes: Attributes, children = ''): string {
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) text += ` ${key}="${shorten(value)}"`;
  return children === '' ? `${text}/>` : `${text}>${children}</${name}>`;
}

export const rect = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  more: Attributes = {},
): string => tag('rect', { x, y, width, height, fill, ...more });

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, more: Attributes = {}): string =>
  tag('ellipse', { cx, cy, rx, ry, fill, ...more });

export const path = (d: string, fill: string, more: Attributes = {}): string => tag('path', { d, fill, ...more });

export const stroke = (d: string, colour: string, width: number, more: Attributes = {}): string =>
  tag('path', { d, fill: 'none', stroke: colour, 'stroke-width': width, 'stroke-linecap': 'round', ...more });

export const polygon = (points: readonly (readonly [number, number])[], fill: string, more: Attributes = {}): string =>
  tag('polygon', { points: points.map(([x, y]) => `${shorten(x)},${shorten(y)}`).join(' '), fill, ...more });

export const group = (children: string, attributes: Attributes = {}): string => tag('g', attributes, children);

/** `#rrggbb` made darker (`amount` −1…0) or lighter (0…1). */
export function shade(colour: string, amount: number): string {
  const target = amount < 0 ? 0 : 255;
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16);
    return Math.round(value + (target - value) * Math.abs(amount))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}

/** A five-pointed star around (cx, cy). */
export function star(cx: number, cy: number, radius: number, fill: string): string {
  const points = Array.from({ length: 10 }, (_, i): [number, number] => {
    const angle = (Math.PI / 5) * i - Math.PI / 2;
    const r = i % 2 === 0 ? radius : radius * 0.382;
    return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
  });
  return polygon(points, fill);
}
