/** Pages of hits as rows of one list: over the hits of one hearing, as far as they stand on one page, its head. */
import type { FoundHearing, SearchAnswer, SearchHit } from '@giamsat/contract/wire/search';

export type Row = { key: string; hearing: FoundHearing } & ({ kind: 'head' } | { kind: 'hit'; hit: SearchHit });

/** Hearings in the order of their newest hit; what is loaded later moves nothing that is there. */
export const rowsOf = (pages: readonly SearchAnswer[]): Row[] =>
  pages.flatMap(({ hits, hearings }, page) => {
    const known = new Map(hearings.map((hearing) => [hearing.id, hearing]));
    const groups = new Map<string, SearchHit[]>();
    for (const hit of hits) groups.set(hit.hearing, [...(groups.get(hit.hearing) ?? []), hit]);
    return [...groups].flatMap(([id, list]): Row[] => {
      const hearing = known.get(id);
      if (!hearing) return [];
      return [
        { kind: 'head', key: `${page} ${id}`, hearing },
        ...list.map((hit): Row => ({ kind: 'hit', key: `${page} ${id} ${hit.kind} ${hit.ref ?? ''}`, hearing, hit })),
      ];
    });
  });

/** The text in pieces, marked and not. */
export const piecesOf = ({
  text,
  marks,
}: Pick<SearchHit, 'text' | 'marks'>): { text: string; marked: boolean; from: number }[] => {
  const pieces: { text: string; marked: boolean; from: number }[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false, from: at });
    pieces.push({ text: text.slice(from, to), marked: true, from });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false, from: at });
  return pieces;
};
