/** Folds the sittings of hearings that changed, together with all that meet them in their rooms. */
import type { Course } from '@giamsat/contract/hearing/course';
import type { Flag, ShownBeforeKnown, Sitting } from '@giamsat/contract/hearing/model';
import { statusesOf } from '@giamsat/contract/hearing/sitting-course';
import { sittingsOfCourses } from '@giamsat/contract/hearing/sittings';
import { later } from '@giamsat/contract/time';
import { sql } from 'kysely';
import type { Tx } from '../platform/sql.ts';

export type Seating = {
  sittings: Sitting[];
  flags: Flag[];
  shown: ShownBeforeKnown[];
  presences: Presence[];
};
/** A stretch in which a hearing had a sitting in a room, holding it or not. RFC 3339. */
export type Presence = { room: string; from: string; to?: string };

/** Folds anew; `coursesOf` gives the course of any hearing, with what is being appended. The answer holds every hearing that was folded. */
export async function foldSeating(
  tx: Tx,
  changed: readonly string[],
  coursesOf: (ids: readonly string[]) => Promise<Map<string, Course>>,
): Promise<Map<string, Seating>> {
  const courses = new Map<string, Course>();
  const presences = new Map<string, Presence[]>();
  let asked = changed;
  while (asked.length > 0) {
    for (const [id, course] of await coursesOf(asked)) {
      courses.set(id, course);
      presences.set(id, presencesOf(course));
    }
    const news = asked.flatMap((id) => presences.get(id) ?? []);
    asked = news.length === 0 ? [] : await meeting(tx, news, [...courses.keys()]);
  }
  const { sittings, flags, shownBeforeKnown } = sittingsOfCourses([...courses.values()]);
  const result = new Map<string, Seating>();
  for (const id of courses.keys()) {
    const own = sittings.filter((sitting) => sitting.hearing === id);
    result.set(id, {
      sittings: own,
      flags: flags.filter((f) => f.hearing === id).map((f) => f.flag),
      shown: shownBeforeKnown.filter((s) => s.hearing === id).map((s) => s.shown),
      presences: limited(presences.get(id) ?? [], own),
    });
  }
  return result;
}

function presencesOf(course: Course): Presence[] {
  const presences: Presence[] = [];
  for (const { at, sitting } of statusesOf(course.entries)) {
    const last = presences.at(-1);
    const room = sitting?.rooms.at(-1)?.room;
    if (last && last.to === undefined) {
      if (last.room === room) continue;
      last.to = at;
    }
    if (room !== undefined) presences.push({ room, from: at });
  }
  return presences;
}

/** A sitting that lost its room for good meets nobody any more, though its own course does not say so. */
function limited(presences: Presence[], sittings: readonly Sitting[]): Presence[] {
  const last = presences.at(-1);
  const end = sittings.at(-1)?.to;
  if (!last || last.to !== undefined || end === undefined) return presences;
  return [...presences.slice(0, -1), { ...last, to: later(end, last.from) }];
}

/** Other hearings that were in one of these rooms at the same time. */
async function meeting(tx: Tx, presences: readonly Presence[], known: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ hearing: string }>`
    select distinct p.hearing
    from unnest(
      ${presences.map((p) => p.room)}::text[],
      ${presences.map((p) => p.from)}::text[],
      ${presences.map((p) => p.to ?? '~')}::text[]
    ) as q (room, from_at, to_at)
    join hearing_presences p on p.room = q.room
      and p.from_at <= q.to_at collate "C" and coalesce(p.to_at, '~') >= q.from_at collate "C"
    where p.hearing <> all (${known}::uuid[])`.execute(tx);
  return rows.map((row) => row.hearing);
}
