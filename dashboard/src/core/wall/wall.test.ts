import type { FullRow, HearingRow, MaskedRow } from '@giamsat/contract/wire/live';
import { describe, expect, it } from 'vitest';
import { addressOf, EMPTY_LAYOUT, layoutOf } from './address.ts';
import { gridOf, largestFor, sizeFor } from './grid.ts';
import { autoSize, place, swap, type Wanted, wantedOf } from './placing.ts';

const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const sits = (...ns: number[]): Wanted[] => ns.map((n) => ({ id: id(n), claim: 0 }));
const fills = (...ns: number[]): Wanted[] => ns.map((n) => ({ id: id(n), claim: 2 }));
const NOW = Date.parse('2021-04-15T02:41:07.000Z');
const START = '2021-04-15T01:00:00.000Z';
const placeOf = (n: number, room: string) => ({
  id: id(n),
  version: 1,
  court: 'lb',
  courtName: 'TAND huyện Lộc Bình',
  courtShort: 'TAND Lộc Bình',
  room,
  day: '2021-04-15',
});
const sittingRow = (n: number, room: string): HearingRow => ({
  form: 'full',
  ...placeOf(n, room),
  state: { stage: 'questioning', stageSince: START, start: START } as FullRow['state'],
  sittings: [{ id: `x#${n}`, hearing: id(n), rooms: [], holds: [], from: START, holdsRoom: true }],
  inForce: [],
  windows: [],
  inside: false,
});
const closedRow = (n: number, room: string): MaskedRow => ({ form: 'masked', ...placeOf(n, room), cause: 'in_camera' });
const none = new Set<string>();
const names = (places: readonly (string | null)[]) =>
  places.map((one) => (one === null ? null : Number(one.slice(-12))));

describe('grid', () => {
  it('fills a wide screen and a narrow one', () => {
    expect(gridOf(4, 1600, 900)).toEqual({ columns: 2, rows: 2 });
    expect(gridOf(9, 1600, 900)).toEqual({ columns: 3, rows: 3 });
    expect(gridOf(2, 1600, 900)).toEqual({ columns: 2, rows: 1 });
    expect(gridOf(2, 390, 700)).toEqual({ columns: 1, rows: 2 });
    expect(gridOf(1, 390, 700)).toEqual({ columns: 1, rows: 1 });
  });
  it('offers the smallest size that holds all', () => {
    expect([1, 2, 3, 5, 10, 40].map(sizeFor)).toEqual([1, 2, 4, 9, 16, 16]);
  });
});

describe('auto', () => {
  it('goes no smaller than can be read', () => {
    expect(largestFor(1500, 900)).toBe(16);
    expect(largestFor(985, 650)).toBe(9);
    expect(largestFor(374, 640)).toBe(2);
    expect(largestFor(200, 100)).toBe(1);
  });
});

describe('places', () => {
  it('keeps everyone where he is when another leaves', () => {
    const before = place([], sits(1, 2, 3), none, none, 4);
    expect(names(before)).toEqual([1, 2, 3, null]);
    expect(names(place(before, sits(1, 3), none, none, 4))).toEqual([1, null, 3, null]);
  });
  it('gives who opens the first free tile', () => {
    const before = place([], sits(1, 2, 3), none, none, 4);
    const less = place(before, sits(1, 3), none, none, 4);
    expect(names(place(less, sits(1, 3, 5), none, none, 4))).toEqual([1, 5, 3, null]);
  });
  it('lets who sits take the tile of somebody who only fills it', () => {
    const before = place([], [...sits(1), ...fills(2)], none, none, 2);
    expect(names(before)).toEqual([1, 2]);
    expect(names(place(before, [...sits(1, 3), ...fills(2)], none, none, 2))).toEqual([1, 3]);
  });
  it('opens another page for who sits, not for who only fills', () => {
    expect(names(place([], sits(1, 2, 3), none, none, 2))).toEqual([1, 2, 3, null]);
    expect(names(place([], [...sits(1, 2), ...fills(3)], none, none, 2))).toEqual([1, 2]);
  });
  it('keeps a pinned hearing after its end, until it is gone from the list', () => {
    const before = place([], sits(1, 2), none, none, 2);
    const pins = new Set([id(1)]);
    expect(names(place(before, sits(2), pins, new Set([id(1), id(2)]), 2))).toEqual([1, 2]);
    expect(names(place(before, sits(2), pins, new Set([id(2)]), 2))).toEqual([null, 2]);
  });
  it('is settled: placing again changes nothing', () => {
    const wanted = [...sits(1, 2, 3, 4, 5), ...fills(6, 7)];
    const once = place([], wanted, none, none, 4);
    expect(place(once, wanted, none, none, 4)).toEqual(once);
  });
  it('sizes itself by who sits', () => {
    expect(autoSize(sits(1, 2, 3), none)).toBe(4);
    expect(autoSize([], none)).toBe(1);
    expect(autoSize(fills(1, 2, 3, 4, 5, 6), none)).toBe(4);
  });
  it('gives a hearing in camera that may sit a tile of its own, and a page where there is none left', () => {
    const wanted = wantedOf([sittingRow(1, 'lb-1'), closedRow(2, 'lb-2')], NOW);
    expect(autoSize(wanted, none)).toBe(2);
    expect(names(place([], wanted, none, none, 2))).toEqual([1, 2]);
    expect(names(place([], wanted, none, none, 1))).toEqual([1, 2]);
    expect(autoSize(wantedOf([closedRow(2, 'lb-2')], NOW), none)).toBe(1);
  });
  it('knows that a hearing in camera does not sit while another holds its room', () => {
    const wanted = wantedOf([sittingRow(1, 'lb-1'), closedRow(2, 'lb-1')], NOW);
    expect(autoSize(wanted, none)).toBe(1);
    expect(names(place([], wanted, none, none, 1))).toEqual([1]);
  });
  it('swaps two tiles', () => {
    expect(names(swap([id(1), id(2), null], 0, 2))).toEqual([null, 2, 1]);
  });
});

describe('address', () => {
  it('gives back the layout that was written', () => {
    const layout = {
      size: 9,
      places: [id(1), null, id(2)],
      pins: [id(2)],
      courts: ['ls', 'tp'],
      page: 1,
      column: false,
    } as const;
    expect(layoutOf(addressOf(layout))).toEqual(layout);
    expect(layoutOf(addressOf(EMPTY_LAYOUT))).toEqual(EMPTY_LAYOUT);
  });
  it('takes nothing that it does not know', () => {
    expect(layoutOf(new URLSearchParams('grid=7&tiles=<b>,&pins=x&courts=LS!&page=-3'))).toEqual({
      ...EMPTY_LAYOUT,
      places: [null, null],
    });
  });
});
