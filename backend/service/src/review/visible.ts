/** The part of a question to the database that says which hearings and lines somebody may read: the policy, within the query. */
import { sql as query, type RawBuilder } from 'kysely';
import type { Reach } from '../access/log-reach.ts';

type Condition = RawBuilder<boolean>;

const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? query`false` : query`(${query.join(conditions, query` or `)})`;
const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? query`true` : query`(${query.join(conditions, query` and `)})`;
const oneOf = (column: RawBuilder<unknown>, list: readonly string[] | undefined): Condition[] =>
  list === undefined ? [] : [query`${column} = any(${list})`];

function reachIn({ court, courts, rooms, caseTypes, hearings, as }: Reach): Condition {
  const conditions: Condition[] = [
    ...oneOf(query`h.court`, court === undefined ? undefined : [court]),
    ...oneOf(query`h.court`, courts),
    ...oneOf(query`h.room`, rooms),
    ...oneOf(query`h.case_type`, caseTypes),
    ...oneOf(query`h.id`, hearings),
  ];
  if (as?.part === 'panel') conditions.push(query`${as.name} = any(h.panel)`);
  else if (as) conditions.push(query`${query.ref(`h.${as.part}`)} is not distinct from ${as.name}`);
  return allOf(conditions);
}

export type Sight = {
  outside: readonly Reach[];
  inside: readonly Reach[];
  /** Whose notes, where notes are kept at all. */
  notes?: { login: string; organisation: string } | undefined;
};

/**
 * Of `h` (hearings) and `s` (search_hearings): whose lines this viewer may read now, those that are told outside or those that
 * are kept inside. A hearing that was corrected, or whose doors moved, since its lines were read is not there until they are read again.
 */
export function visible({ outside, inside }: Pick<Sight, 'outside' | 'inside'>, told: boolean, now: string): Condition {
  const fresh = query<boolean>`s.version >= h.unsettled`;
  const within = anyOf(inside.map(reachIn));
  if (!told) return allOf([fresh, query`s.apart`, within]);
  return allOf([
    fresh,
    anyOf(outside.map(reachIn)),
    query`not h.shut`,
    query`coalesce(h.closed_until <= ${now}, true)`,
    ...(inside.length > 0 ? [query<boolean>`not (s.apart and ${within})`] : []),
  ]);
}
