/** People as simple drawn figures: from the front at a desk, and from behind. */
import { ellipse, group, path, rect, shade, star, stroke } from './svg.ts';

export type Attire = 'judge' | 'assessor' | 'prosecutor' | 'lawyer' | 'clerk' | 'plain' | 'guard';

export interface Look {
  readonly skin: string;
  readonly hair: string;
  readonly long: boolean;
  readonly glasses: boolean;
  readonly cloth: string;
}

const skins = ['#e8c19a', '#dcae84', '#f0cda8', '#d3a077'];
const hairs = ['#1f1a17', '#2b2320', '#171717', '#4a4644'];
const cloths = ['#4f6d8f', '#7b8a6a', '#8f5a5a', '#6c6c7e', '#a08050', '#557c7a', '#8a6f93', '#5c6470'];

/** The same seed always gives the same person. */
export function lookOf(seed: number): Look {
  const pick = <T>(list: readonly T[], salt: number): T =>
    list[(seed * 7 + salt * 13 + ((seed * seed) % 11)) % list.length] as T;
  return {
    skin: pick(skins, 1),
    hair: pick(hairs, 2),
    long: (seed * 5 + 1) % 3 === 0,
    glasses: (seed * 3 + 2) % 5 === 0,
    cloth: pick(cloths, 3),
  };
}

const cloth: Record<Attire, string> = {
  judge: '#1d1c22',
  assessor: '#3b4657',
  prosecutor: '#2c4a3f',
  lawyer: '#26303f',
  clerk: '#f2f3f1',
  plain: '#6c7787',
  guard: '#4d6b3c',
};

export interface FrontFigure {
  readonly x: number;
  /** Where the desk hides the body. */
  readonly y: number;
  readonly size: number;
  readonly attire: Attire;
  readonly look: Look;
  readonly mouth?: number;
  /** −1 the left hand goes up, 1 the right, 0 none. */
  readonly hand?: -1 | 0 | 1;
  readonly nod?: boolean;
  /** −1…1: where the eyes look. */
  readonly gaze?: number;
  readonly typing?: number;
}

const trims: Partial<Record<Attire, (shirt: string) => string>> = {
  judge: () =>
    path('M-15,-52 L0,-18 L15,-52 L8,-56 L0,-50 L-8,-56 Z', '#f7f5ef') +
    path('M-4,-50 L4,-50 L6,-20 L0,-12 L-6,-20 Z', '#8b1e22') +
    stroke('M-17,-54 Q-10,-26 -9,0', '#a3262a', 6) +
    stroke('M17,-54 Q10,-26 9,0', '#a3262a', 6),
  assessor: () =>
    path('M-13,-53 L0,-16 L13,-53 L0,-46 Z', '#f5f4ee') + path('M-3,-47 L3,-47 L4,-22 L0,-14 L-4,-22 Z', '#6a2b35'),
  prosecutor: () =>
    path('M-13,-53 L0,-18 L13,-53 L0,-46 Z', '#f5f4ee') +
    path('M-3,-47 L3,-47 L4,-20 L0,-13 L-4,-20 Z', '#1c2f28') +
    path('M-46,-44 L-28,-52 L-25,-46 L-44,-38 Z', '#c9a227') +
    path('M46,-44 L28,-52 L25,-46 L44,-38 Z', '#c9a227') +
    star(-22, -24, 5, '#c9a227'),
  lawyer: () =>
    path('M-13,-53 L0,-14 L13,-53 L0,-46 Z', '#eef1f5') + path('M-3,-47 L3,-47 L4,-20 L0,-13 L-4,-20 Z', '#7a2230'),
  clerk: (shirt) =>
    path('M-12,-54 L0,-40 L12,-54 L15,-48 L3,-32 L-3,-32 L-15,-48 Z', shade(shirt, -0.12)) +
    rect(14, -26, 14, 9, '#b3282d', { rx: 2 }),
  plain: (shirt) => path('M-11,-54 L0,-41 L11,-54 L14,-49 L2,-33 L-2,-33 L-14,-49 Z', shade(shirt, -0.2)),
};

function face(figure: FrontFigure): string {
  const { look } = figure;
  const gaze = (figure.gaze ?? 0) * 2.4;
  const mouth = figure.mouth ?? 0;
  const ink = '#2a1d18';
  const lips =
    mouth === 0
      ? stroke('M-6,-66 Q0,-63.5 6,-66', '#8a4238', 2.2)
      : ellipse(0, -65, mouth === 1 ? 5.5 : 6, mouth === 1 ? 2.4 : 4.6, '#7a2b28', {
          stroke: '#9c5347',
          'stroke-width': 1.2,
        });
  const fringe = look.long
    ? path('M-25,-78 Q-27,-112 0,-113 Q27,-112 25,-78 Q21,-98 6,-102 Q-14,-100 -21,-86 Z', look.hair)
    : path('M-24,-84 Q-27,-113 0,-113 Q27,-113 24,-84 Q22,-99 12,-102 Q-8,-99 -20,-98 Z', look.hair);
  const spectacles = look.glasses
    ? stroke('M-17,-82 h13 v8 h-13 Z M4,-82 h13 v8 h-13 Z M-4,-79 h8', '#3a3a3f', 1.6)
    : '';
  return (
    (look.long
      ? path('M-27,-88 Q-30,-114 0,-114 Q30,-114 27,-88 L28,-52 Q20,-47 16,-56 L-16,-56 Q-20,-47 -28,-52 Z', look.hair)
      : '') +
    path('M-9,-62 h18 v14 q-9,8 -18,0 Z', shade(look.skin, -0.14)) +
    ellipse(0, -81, 22.5, 27, look.skin) +
    ellipse(-22.5, -79, 3.6, 6, shade(look.skin, -0.08)) +
    ellipse(22.5, -79, 3.6, 6, shade(look.skin, -0.08)) +
    ellipse(-9 + gaze, -79, 2.3, 2.8, ink) +
    ellipse(9 + gaze, -79, 2.3, 2.8, ink) +
    stroke('M-14,-87 Q-9,-90 -4,-87 M4,-87 Q9,-90 14,-87', look.hair, 2.2) +
    stroke(`M${gaze * 0.6},-77 q3,5 -1,7`, shade(look.skin, -0.28), 1.6) +
    lips +
    fringe +
    spectacles
  );
}

function arms(figure: FrontFigure, sleeve: string): string {
  const { look } = figure;
  const hand = figure.hand ?? 0;
  if (figure.typing !== undefined) {
    const lift = figure.typing % 2 === 0 ? 0 : 4;
    return ellipse(-20, -3 - lift, 9, 6, look.skin) + ellipse(20, -7 + lift, 9, 6, look.skin);
  }
  const resting = (side: number): string => ellipse(side * 26, -4, 10, 6, look.skin);
  const raised = (side: number): string =>
    stroke(`M${side * 40},-18 Q${side * 56},-6 ${side * 58},-34`, sleeve, 17) +
    stroke(`M${side * 58},-34 L${side * 58},-38`, look.skin, 13) +
    ellipse(side * 58, -47, 8, 10, look.skin) +
    stroke(
      `M${side * 54},-52 L${side * 51},-62 M${side * 58},-54 L${side * 58},-65 M${side * 62},-52 L${side * 65},-61`,
      look.skin,
      4.4,
    );
  return (hand === -1 ? raised(-1) : resting(-1)) + (hand === 1 ? raised(1) : resting(1));
}

/** Head and shoulders of somebody who sits behind a desk and looks at us. 100 units of `size` 1 are about a head and a half. */
export function front(figure: FrontFigure): string {
  const shirt = figure.attire === 'plain' ? figure.look.cloth : cloth[figure.attire];
  const head = group(face(figure), { transform: figure.nod ? 'translate(0,5) rotate(2)' : undefined });
  const body =
    path('M-52,6 Q-54,-40 -28,-50 Q-12,-56 0,-56 Q12,-56 28,-50 Q54,-40 52,6 Z', shirt) +
    stroke('M-50,4 Q-51,-38 -27,-49 M50,4 Q51,-38 27,-49', shade(shirt, figure.attire === 'clerk' ? -0.25 : 0.16), 1.6);
  const trim = trims[figure.attire]?.(shirt) ?? '';
  return group(body + trim + head + arms(figure, shade(shirt, 0.08)), {
    transform: `translate(${figure.x},${figure.y}) scale(${figure.size})`,
  });
}

export interface BackFigure {
  readonly x: number;
  /** The lower edge of the shoulders. */
  readonly y: number;
  readonly size: number;
  readonly look: Look;
  readonly hand?: -1 | 0 | 1;
  readonly nod?: boolean;
  readonly colour?: string;
  /** Talking shows from behind as a small turn of the head. */
  readonly turn?: number;
}

/** Somebody seen from behind: the defendant at the stand, the public on the benches. */
export function back(figure: BackFigure): string {
  const { look } = figure;
  const shirt = figure.colour ?? look.cloth;
  const raised = figure.hand
    ? stroke(`M${figure.hand * 42},-20 Q${figure.hand * 62},-16 ${figure.hand * 60},-46`, shade(shirt, -0.06), 17) +
      ellipse(figure.hand * 60, -56, 9, 11, look.skin)
    : '';
  const turn = (figure.turn ?? 0) * 3;
  const hair = look.long
    ? path('M-26,-80 Q-28,-114 0,-114 Q28,-114 26,-80 L27,-46 Q0,-38 -27,-46 Z', look.hair) +
      stroke('M-12,-104 Q-16,-76 -14,-50 M10,-104 Q14,-76 12,-50', shade(look.hair, 0.16), 2)
    : path('M-24,-82 Q-27,-114 0,-114 Q27,-114 24,-82 Q22,-66 12,-62 L-12,-62 Q-22,-66 -24,-82 Z', look.hair) +
      stroke('M-14,-104 Q0,-110 14,-104', shade(look.hair, 0.2), 2);
  const head = group(
    path('M-10,-66 h20 v16 h-20 Z', shade(look.skin, -0.16)) +
      ellipse(0, -82, 22.5, 27, look.skin) +
      ellipse(-23.5, -79, 3.8, 6.4, shade(look.skin, -0.06)) +
      ellipse(23.5, -79, 3.8, 6.4, shade(look.skin, -0.06)) +
      hair,
    { transform: `translate(${turn},${figure.nod ? 5 : 0}) rotate(${turn})` },
  );
  const body =
    path('M-54,8 Q-56,-38 -28,-50 Q-12,-56 0,-56 Q12,-56 28,-50 Q56,-38 54,8 Z', shirt) +
    stroke('M-13,-54 Q0,-47 13,-54', shade(shirt, -0.3), 3) +
    stroke('M0,-46 L0,6', shade(shirt, -0.1), 2);
  return group(raised + body + head, { transform: `translate(${figure.x},${figure.y}) scale(${figure.size})` });
}
