/** Which hearing stands in which tile: a place once taken is kept, whatever changes around it. Pure. */
import { isEnded } from '@giamsat/contract/stage';
import type { HearingRow } from '@giamsat/contract/wire/live';
import { DELAY_MS, isDelayed } from '../stage-view.ts';
import { type GridSize, sizeFor } from './grid.ts';

export type Places = readonly (string | null)[];

/** A hearing that ended shows its result for ten minutes and leaves. */
export const RESULT_SHOWN_MS = 10 * 60_000;
/** A hearing that begins soon may fill an empty tile. */
const SOON_MS = 60 * 60_000;

/**
 * 0 sits now, 1 has just ended or is closed to this viewer and may sit, 2 begins soon, 3 is closed and sits elsewhere in the day;
 * undefined has no place on the wall.
 */
type Claim = 0 | 1 | 2 | 3;

/** Of a hearing behind closed doors the stage is not told; where another one holds its room it does not sit. */
const claimOf = (row: HearingRow, heldRooms: ReadonlySet<string>, now: number): Claim | undefined => {
  if (row.form === 'masked') return row.room !== undefined && heldRooms.has(row.room) ? 3 : 1;
  const { stage, stageSince, start } = row.state;
  if (isEnded(stage) || stage === 'suspended')
    return now - Date.parse(stageSince) < RESULT_SHOWN_MS && stage !== 'cancelled' ? 1 : undefined;
  if (stage !== 'scheduled') return 0;
  const aheadMs = Date.parse(start) - now;
  return (aheadMs < SOON_MS && aheadMs > -DELAY_MS) || isDelayed(row.state, now) ? 2 : undefined;
};

export type Wanted = { id: string; claim: Claim };

const heldRoomsOf = (rows: readonly HearingRow[]): Set<string> =>
  new Set(
    rows.flatMap((row) => {
      const sits = row.form === 'full' && row.sittings.some((one) => one.to === undefined && one.holdsRoom);
      return sits && row.room !== undefined ? [row.room] : [];
    }),
  );

/** Who wants a place, in the order in which places are given. */
export const wantedOf = (rows: Iterable<HearingRow>, now: number): Wanted[] => {
  const all = [...rows];
  const held = heldRoomsOf(all);
  return all
    .flatMap((row) => {
      const claim = claimOf(row, held, now);
      return claim === undefined ? [] : [{ row, claim }];
    })
    .sort((a, b) => a.claim - b.claim || compare(orderOf(a.row), orderOf(b.row)))
    .map(({ row, claim }) => ({ id: row.id, claim }));
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const orderOf = (row: HearingRow): string =>
  `${row.form === 'full' ? row.state.start : row.day} ${row.court} ${row.room ?? ''} ${row.id}`;

/** How many tiles a wall without a chosen size shows: as many as sit, may sit or have just ended, at least one. */
export const autoSize = (wanted: readonly Wanted[], pins: ReadonlySet<string>): GridSize => {
  const must = wanted.filter((one) => one.claim < 2 || pins.has(one.id)).length;
  return sizeFor(Math.max(1, must || Math.min(4, wanted.length)));
};

/**
 * The next places: whoever has one keeps it as long as he wants it or is pinned; who sits takes the first free one,
 * then a place of somebody who only fills it, then the next page. The length is a multiple of `size`.
 */
export const place = (
  before: Places,
  wanted: readonly Wanted[],
  pins: ReadonlySet<string>,
  known: ReadonlySet<string>,
  size: number,
): Places => {
  const claims = new Map(wanted.map((one) => [one.id, one.claim]));
  const next: (string | null)[] = before.map((id) =>
    id !== null && (claims.has(id) || (pins.has(id) && known.has(id))) ? id : null,
  );
  const placed = new Set(next.filter((id) => id !== null));
  const fills = (id: string | null): boolean => id !== null && !pins.has(id) && (claims.get(id) ?? 3) >= 2;
  for (const { id, claim } of wanted) {
    if (placed.has(id)) continue;
    const pages = Math.max(1, Math.ceil(next.length / size));
    // Those who merely fill take free tiles of the pages that there are, and open no page of their own.
    let at = next.findIndex((one, index) => one === null && index < pages * size);
    if (at < 0 && next.length < pages * size) at = next.length;
    if (at < 0 && claim < 2) at = next.findIndex(fills);
    if (at < 0) {
      if (claim >= 2) continue;
      at = next.length;
    }
    const out = next[at];
    if (out) placed.delete(out);
    while (next.length < at) next.push(null);
    next[at] = id;
    placed.add(id);
  }
  return trimmed(next, size);
};

/** Empty pages at the end go; the last page is filled up with empty tiles. */
const trimmed = (places: (string | null)[], size: number): Places => {
  const used = places.findLastIndex((id) => id !== null) + 1;
  const length = Math.max(1, Math.ceil(used / size)) * size;
  return Array.from({ length }, (_, index) => places[index] ?? null);
};

/** Two tiles change places, as when one is dragged onto the other. */
export const swap = (places: Places, from: number, to: number): Places =>
  places.map((id, index) => (index === from ? (places[to] ?? null) : index === to ? (places[from] ?? null) : id));
