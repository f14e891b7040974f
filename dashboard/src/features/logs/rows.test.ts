import type { FoundHearing, SearchHit } from '@giamsat/contract/wire/search';
import { expect, test } from 'vitest';
import { piecesOf, rowsOf } from './rows.ts';

const hit = (hearing: string, ref: string): SearchHit => ({
  hearing,
  kind: 'line',
  at: '2021-04-15T01:00:00.000Z',
  ref,
  text: 'x',
  marks: [],
  flags: [],
  corrected: false,
});
const hearing = (id: string): FoundHearing => ({
  id,
  court: 'lb',
  courtName: 'TAND',
  courtShort: 'LB',
  day: '2021-04-15',
  stage: 'closed',
});

test('hits stand under their hearing, in the order of its newest; a later page moves nothing', () => {
  const page = {
    hits: [hit('a', '1'), hit('b', '2'), hit('a', '3')],
    hearings: [hearing('a'), hearing('b')],
    understood: true,
  };
  const told = (pages: Parameters<typeof rowsOf>[0]) =>
    rowsOf(pages).map((row) => (row.kind === 'head' ? row.hearing.id : row.hit.ref));
  expect(told([page])).toEqual(['a', '1', '3', 'b', '2']);
  const next = { hits: [hit('b', '4')], hearings: [hearing('b')], understood: true };
  expect(told([page, next])).toEqual(['a', '1', '3', 'b', '2', 'b', '4']);
  expect(told([{ ...page, hearings: [] }])).toEqual([]);
});

test('marks cut the text into pieces that are all of it', () => {
  const pieces = piecesOf({ text: 'Vào nghị án rồi', marks: [{ from: 4, to: 11 }] });
  expect(pieces.map(({ text, marked }) => [text, marked])).toEqual([
    ['Vào ', false],
    ['nghị án', true],
    [' rồi', false],
  ]);
  expect(piecesOf({ text: 'abc', marks: [] })).toHaveLength(1);
});
