/** Makes "Tải hình": one MP4 of a stretch by one camera that plays through, and says in itself that it is unproven. */

import { parseFragment } from '@giamsat/contract/fmp4/fragment';
import { parseInit } from '@giamsat/contract/fmp4/init';
import { formOf, movedBy, withWords } from '@giamsat/contract/fmp4/joining';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import { union } from '../../platform/intervals.ts';
import { readWhole } from './certified.ts';
import { ExportEnd } from './errors.ts';
import type { Making } from './making.ts';
import { runsOf, seekTableOf } from './runs.ts';
import type { ExportMedia, Segment } from './sources.ts';

export type PictureDeps = { media: ExportMedia; clock: Clock };

const TITLE = 'Bản sao không có chứng thực';
const wordsOf = ({ row, viewer }: Making, at: string): string =>
  [
    'Bản sao để xem, không có chứng thực, không thay cho gói chứng thực / Unproven copy for viewing',
    `${viewer.displayName} (${viewer.login}), ${viewer.organisation}`,
    row.document_no ?? undefined,
    at,
    row.id,
  ]
    .filter(Boolean)
    .join(' · ');

export async function makePicture(
  { media, clock }: PictureDeps,
  making: Making,
  damaged: ReadonlySet<string>,
): Promise<void> {
  const { row, viewer } = making;
  const feed = row.feed ?? '';
  const list = await media.list(viewer, row.hearing, feed, {
    fromMs: row.from_ms ?? undefined,
    toMs: row.to_ms ?? undefined,
  });
  if (!list) throw new ExportEnd('cancelled', 'closed');
  const segments = list.filter(({ epoch, number }) => !damaged.has(`${feed} ${epoch} ${number}`));
  const runs = runsOf(segments);
  const [first] = runs;
  const init = first && (await media.init(feed, first.epoch));
  if (!first || !init) throw new ExportEnd('failed', 'empty');
  await making.planned(
    segments.reduce((sum, { bytes }) => sum + bytes, init.bytes.length),
    {
      positions: [],
      feeds: {
        [feed]: union(
          segments.map(({ startMs, durationMs }) => ({ fromMs: startMs, toMs: startMs + durationMs })),
          1,
        ),
      },
    },
  );

  const form = formOf(init.bytes);
  for (const { epoch } of runs) {
    const other = await media.init(feed, epoch);
    if (!other || formOf(other.bytes) !== form) throw new ExportEnd('failed', 'form');
  }
  const head = withWords(init.bytes, TITLE, wordsOf(making, rfc3339(clock.now())));
  const parsed = parseInit(head);
  await making.append(head);

  // The file's own time runs without the holes; each run begins where the one before ended.
  let elapsedMs = 0;
  for (const [n, run] of runs.entries()) {
    let shiftMs: number | undefined;
    for (const segment of run.segments) {
      const bytes = await readWhole(media, segment);
      shiftMs ??= elapsedMs - startOf(bytes, parsed);
      const moved = movedBy(bytes, parsed, shiftMs);
      if (n === 0 && segment === run.segments[0]) await making.append(seekTableOf(segments, parsed, moved));
      await making.append(moved);
    }
    elapsedMs += run.segments.reduce((sum: number, { durationMs }: Segment) => sum + durationMs, 0);
  }
}

/** Decode time of its first picture, in ms. */
const startOf = (segment: Uint8Array, init: ReturnType<typeof parseInit>): number => {
  const { video, audio } = parseFragment(segment, init);
  return (video ?? audio)?.startMs ?? 0;
};
