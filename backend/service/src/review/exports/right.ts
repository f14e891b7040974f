/** May that person still take away what the file holds, or will hold? Asked again and again: doors close, documents end. */
import type { ExportReason } from '@giamsat/contract/wire/exports';
import type { Viewer } from '../../access/viewer.ts';
import type { ExportHolds } from '../../platform/export-tables.ts';
import { without } from '../../platform/intervals.ts';
import { type CourseDeps, rangesOf, toldCourse } from './course.ts';
import type { ExportMedia } from './sources.ts';
import type { ExportRow } from './store.ts';

/** Segments are counted by the millisecond, and begin where the one before ended. */
const JOIN_MS = 1;

/** Undefined: yes. `holds`: absent while nothing was planned yet. */
export async function reasonAgainst(
  deps: CourseDeps & { media: ExportMedia },
  viewer: Viewer | undefined,
  row: Pick<ExportRow, 'kind' | 'hearing' | 'feed'>,
  holds: ExportHolds | undefined,
): Promise<ExportReason | undefined> {
  if (!viewer) return 'rights';
  if (row.kind === 'certified') {
    const course = await toldCourse(deps, viewer, row.hearing);
    if (!course) return 'closed';
    const told = rangesOf([
      ...course.records.filter(({ depth }) => depth !== 'hash').map(({ position }) => position),
      ...course.ofRooms,
    ]);
    // Statements about pictures come and go with the pictures, below.
    const own = new Set(course.records.map(({ position }) => position));
    const isTold = (position: number) => told.some(([first, last]) => first <= position && position <= last);
    for (const position of own) if (isHeld(holds, position) && !isTold(position)) return 'closed';
  }
  const feeds = Object.entries(holds?.feeds ?? (row.feed === null ? {} : { [row.feed]: [] }));
  for (const [feed, held] of feeds) {
    const list = await deps.media.list(viewer, row.hearing, feed, { ...edges(held), damagedToo: true });
    if (!list) return 'closed';
    const here = list.map(({ startMs, durationMs }) => ({
      fromMs: startMs - JOIN_MS,
      toMs: startMs + durationMs + JOIN_MS,
    }));
    if (without(held, here).length > 0) return 'closed';
  }
  return undefined;
}

const isHeld = (holds: ExportHolds | undefined, position: number): boolean =>
  holds?.positions.some(([first, last]) => first <= position && position <= last) ?? false;

const edges = (held: readonly { fromMs: number; toMs: number }[]) =>
  held.length === 0 ? {} : { fromMs: held[0]?.fromMs, toMs: held.at(-1)?.toMs };
