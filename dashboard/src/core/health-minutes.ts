/** A quarter of an hour of a camera, minute by minute, as a table reads it; and its graph's points, with holes where nothing was heard. */
import { AILMENTS, type Ailment, BANDS, type Band, type FeedHistory } from '@giamsat/contract/wire/system';

const MINUTE_MS = 60_000;
export type HealthMinute = {
  /** ms since the epoch. */
  at: number;
  /** The worst of it; undefined where nothing was heard. */
  band: Band | undefined;
  ailments: readonly Ailment[];
  delayMs: number | undefined;
  lostMs: number | undefined;
  kbps: number | undefined;
  viewing: { reports: number; stalled: number; latencyMs?: number | undefined } | undefined;
};

export const worstOf = (bands: readonly (Band | undefined)[]): Band | undefined =>
  bands.reduce<Band | undefined>(
    (worst, one) =>
      one !== undefined && (worst === undefined || BANDS.indexOf(one) > BANDS.indexOf(worst)) ? one : worst,
    undefined,
  );

const known = (values: readonly (number | undefined)[]): number[] => values.filter((one) => one !== undefined);
const mean = (values: readonly (number | undefined)[]): number | undefined => {
  const own = known(values);
  return own.length === 0 ? undefined : own.reduce((sum, one) => sum + one, 0) / own.length;
};

/** Oldest first. */
export function minutesOf({ since, through, samples, minutes }: FeedHistory): HealthMinute[] {
  const first = Math.floor(Date.parse(since) / MINUTE_MS) * MINUTE_MS;
  const count = Math.ceil((Date.parse(through) - first) / MINUTE_MS);
  return Array.from({ length: count }, (_, n) => {
    const at = first + n * MINUTE_MS;
    const own = samples.filter((one) => Math.floor(Date.parse(one.at) / MINUTE_MS) * MINUTE_MS === at);
    const told = minutes.find((one) => Date.parse(one.at) === at);
    const lost = known(own.map(({ lostMs }) => lostMs));
    return {
      at,
      band: worstOf(own.map(({ band }) => band)),
      ailments: told?.ailments ?? [],
      delayMs: mean(own.map(({ delayMs }) => delayMs)),
      lostMs: lost.length === 0 ? undefined : lost.reduce((sum, one) => sum + one, 0),
      kbps: mean(own.map(({ kbps }) => kbps)),
      viewing: told && told.reports > 0 ? told : undefined,
    };
  });
}

export type HealthPoint = { at: number; delayS: number | null; kbps: number | null };

/** How far apart samples are: five seconds, or a minute where they were thinned. */
const stepOf = ({ samples }: FeedHistory): number => {
  const times = samples.map(({ at }) => Date.parse(at));
  const apart = times.slice(1).map((at, n) => at - (times[n] ?? at));
  return Math.min(...apart) >= MINUTE_MS ? MINUTE_MS : 5_000;
};
/** One that is missing is no hole. */
const MISSED = 2.5;

/** A point without a value wherever a line must not be drawn on. */
export function pointsOf(history: FeedHistory): HealthPoint[] {
  const points: HealthPoint[] = [];
  const hole = stepOf(history) * MISSED;
  for (const { at: time, delayMs, kbps } of history.samples) {
    const at = Date.parse(time);
    const before = points.at(-1);
    if (before && at - before.at > hole) points.push({ at: before.at + 1, delayS: null, kbps: null });
    points.push({ at, delayS: delayMs === undefined ? null : delayMs / 1000, kbps: kbps ?? null });
  }
  return points;
}

/** Stretches of one band, with holes where nothing was heard: what the strip over a graph shows. */
export function stretchesOf(history: FeedHistory): { from: number; to: number; band: Band }[] {
  const stretches: { from: number; to: number; band: Band }[] = [];
  const step = stepOf(history);
  for (const { at: time, band } of history.samples) {
    const at = Date.parse(time);
    const last = stretches.at(-1);
    const follows = last !== undefined && at - last.to <= step * (MISSED - 1);
    if (follows) last.to = at;
    if (follows && last.band === band) last.to = at + step;
    else stretches.push({ from: at, to: at + step, band });
  }
  return stretches;
}

export type Place = keyof typeof AILMENTS;
/** Where each is to be looked for, in the order from the court to the viewer. */
export const placesOf = (ailments: readonly Ailment[]): { place: Place; ailments: Ailment[] }[] =>
  (Object.keys(AILMENTS) as Place[]).flatMap((place) => {
    const own = ailments.filter((one) => (AILMENTS[place] as readonly Ailment[]).includes(one));
    return own.length === 0 ? [] : [{ place, ailments: own }];
  });
