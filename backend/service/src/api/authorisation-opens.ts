/** What an authorisation would open today: found by the policy's own reading of its scope, shown as far as the asker may see. */
import { dayOfMs, earlier, later, timestampOf } from '@giamsat/contract/time';
import type { AdminAuthorisation, Opens } from '@giamsat/contract/wire/authorisations';
import { grantCovers } from '../access/policy.ts';
import { factsOf } from '../access/redact.ts';
import type { Viewer } from '../access/viewer.ts';
import { audienceOf, viewOf } from '../live/audience.ts';
import { rowOf } from '../live/projection.ts';
import type { Entry } from '../live/sources.ts';

type Opened = Opens['hearings'][number];

/** As if it held today: the dates of a draft say when it will, and not over what. `now` in ms. */
export async function openedBy(
  authorisation: AdminAuthorisation,
  { viewer, now, ofDay }: { viewer: Viewer; now: number; ofDay(day: string): Promise<Entry[]> },
): Promise<Opens> {
  const day = dayOfMs(now);
  const held = later(authorisation.from, earlier(day, authorisation.to ?? day));
  const { live, logs, recordings } = authorisation.scope;
  const covered =
    live || logs || recordings
      ? (await ofDay(day)).filter(({ hearing }) => grantCovers(authorisation, factsOf(hearing, timestampOf(now)), held))
      : [];
  const hearings = covered.map((entry) => openedAs(entry, viewer, now));
  return { day, hearings: hearings.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)) };
}

function openedAs(entry: Entry, viewer: Viewer, now: number): Opened {
  const { courtShort, roomName } = entry.context;
  const place: Opened = {
    court: entry.hearing.court,
    courtShort,
    ...(roomName === undefined ? {} : { roomName }),
  };
  const view = viewOf(audienceOf(viewer, now), entry.hearing, now);
  if (!view) return place;
  const row = rowOf(entry, view, timestampOf(now));
  if (row.form === 'masked') return { ...place, closed: row.cause };
  const { start, caseNumbers, title } = row.state;
  return {
    ...place,
    start,
    caseNumbers: caseNumbers.map(({ normal, raw }) => normal ?? raw),
    ...(title === undefined ? {} : { title }),
  };
}

/** By court and room; where the start is told, in its order. */
const placeOf = ({ court, roomName = '', start = '~' }: Opened): string => `${court} ${roomName} ${start}`;
