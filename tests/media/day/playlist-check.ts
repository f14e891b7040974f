// Judges a live playlist against the one before it: what a client that has the last one may rely on (RFC 8216bis §6.2).

type Part = { number: number; durationS: number; independent: boolean };
type Segment = {
  msn: number;
  discontinuity: boolean;
  map: string;
  dateMs: number;
  durationS?: number;
  parts: Part[];
};
export type Playlist = {
  msn: number;
  discontinuitySequence: number;
  partTargetS: number;
  skipped: number;
  segments: Segment[];
  hint?: number;
  ended: boolean;
};

const TD_S = 6;
const SKIP_UNTIL_S = 36;

function demand(holds: boolean, what: string, details?: () => unknown): asserts holds {
  if (!holds) throw new Error(details ? `${what}: ${JSON.stringify(details())}` : what);
}

/** `map`: the initialisation section that is known from before, where a delta does not say it. */
export function readLive(text: string, map = ''): Playlist {
  const made: Playlist = { msn: 0, discontinuitySequence: 0, partTargetS: 0, skipped: 0, segments: [], ended: false };
  let open: Segment | undefined;
  let known = map;
  const segment = (): Segment => {
    open ??= {
      msn: made.msn + made.skipped + made.segments.length,
      discontinuity: false,
      map: known,
      dateMs: 0,
      parts: [],
    };
    return open;
  };
  for (const line of text.split('\n')) {
    const value = line.slice(line.indexOf(':') + 1);
    if (line.startsWith('#EXT-X-PART:')) {
      segment().parts.push({
        number: Number(/URI="p(\d+)/.exec(value)?.[1]),
        durationS: Number(/^DURATION=([\d.]+)/.exec(value)?.[1]),
        independent: value.endsWith('INDEPENDENT=YES'),
      });
    } else if (line.startsWith('#EXTINF:')) segment().durationS = Number.parseFloat(value);
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) segment().dateMs = Date.parse(value);
    else if (line.startsWith('#EXT-X-MAP:')) {
      known = value;
      segment().map = value;
    } else if (line === '#EXT-X-DISCONTINUITY') segment().discontinuity = true;
    else if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) made.msn = Number(value);
    else if (line.startsWith('#EXT-X-DISCONTINUITY-SEQUENCE:')) made.discontinuitySequence = Number(value);
    else if (line.startsWith('#EXT-X-PART-INF:')) made.partTargetS = Number(value.slice('PART-TARGET='.length));
    else if (line.startsWith('#EXT-X-TARGETDURATION:')) demand(value === String(TD_S), 'the target duration changed');
    else if (line.startsWith('#EXT-X-SKIP:')) made.skipped = Number(value.slice('SKIPPED-SEGMENTS='.length));
    else if (line.startsWith('#EXT-X-PRELOAD-HINT:')) {
      demand(made.hint === undefined, 'two hints');
      made.hint = Number(/URI="p(\d+)/.exec(value)?.[1]);
    } else if (line === '#EXT-X-ENDLIST') made.ended = true;
    else if (line !== '' && !line.startsWith('#')) {
      demand(line === `s${segment().msn}.m4s`, 'a segment is not called by its number', () => line);
      made.segments.push(segment());
      open = undefined;
    }
  }
  if (open) made.segments.push(open);
  return made;
}

/** What holds of every playlist by itself. */
export function checkAlone({ segments, partTargetS, hint, ended, msn }: Playlist): void {
  demand(ended === (hint === undefined), 'one hint, and none at the end');
  let number: number | undefined;
  segments.forEach((segment, i) => {
    const before = segments[i - 1];
    demand(segment.msn === msn + i, 'numbers follow each other');
    demand(segment.durationS !== undefined || i === segments.length - 1, 'only the last is open');
    demand(Math.round(segment.durationS ?? 0) <= TD_S, 'rule 3', () => segment);
    if (before && !segment.discontinuity) {
      demand(Math.abs(segment.dateMs - before.dateMs - (before.durationS ?? 0) * 1000) <= 51, 'rule 8', () => [
        before,
        segment,
      ]);
      demand(segment.map === before.map, 'rule 6', () => segment);
    }
    const parts = segment.parts;
    parts.forEach((part, k) => {
      demand(part.durationS <= partTargetS + 1e-9, 'rule 10', () => part);
      const next = parts[k + 1];
      if (next && !next.independent) demand(part.durationS >= 0.85 * partTargetS - 1e-6, 'rule 11', () => [part, next]);
      demand(number === undefined || part.number === number + 1, 'part numbers follow each other', () => part);
      number = part.number;
    });
    if (parts.length > 0 && segment.durationS !== undefined) {
      const sum = parts.reduce((all, { durationS }) => all + durationS, 0);
      demand(Math.abs(sum - segment.durationS) < 1e-4, 'the parts are the segment', () => segment);
    }
  });
  if (hint !== undefined && number !== undefined) demand(hint === number + 1, 'the hint is the next part');
}

/** What holds of a playlist and its predecessor; between them the service may have been restarted. */
export function checkPair(before: Playlist, now: Playlist, restarted: boolean): void {
  demand(now.partTargetS === before.partTargetS, 'the part target changed');
  demand(now.msn >= before.msn, 'the media sequence went back');
  const lastBefore = before.segments.at(-1);
  if (restarted) {
    demand(now.msn > (lastBefore?.msn ?? -1), 'a number was given twice');
    // A window may end before its first segment after a restart.
    demand(now.segments[0]?.discontinuity ?? now.ended, 'no discontinuity after a restart');
    demand(now.hint === undefined || now.hint > (before.hint ?? -1), 'a part number was given twice');
    const listed = before.segments.filter(({ discontinuity }) => discontinuity).length;
    demand(now.discontinuitySequence >= before.discontinuitySequence + listed, 'the discontinuity sequence went back');
    return;
  }
  const removed = now.msn - before.msn;
  const gone = before.segments.slice(0, removed);
  demand(gone.length === removed, 'more was removed than was listed');
  demand(
    gone.every(({ durationS }) => durationS !== undefined),
    'an open segment was removed',
  );
  demand(
    now.discontinuitySequence ===
      before.discontinuitySequence + gone.filter(({ discontinuity }) => discontinuity).length,
    'rule 5',
    () => [before.discontinuitySequence, now.discontinuitySequence, removed],
  );
  before.segments.slice(removed).forEach((old, i) => {
    const same = now.segments[i];
    demand(same !== undefined, 'a segment was lost');
    demand(
      old.msn === same.msn &&
        old.dateMs === same.dateMs &&
        old.discontinuity === same.discontinuity &&
        old.map === same.map,
      'a segment changed',
      () => [old, same],
    );
    if (old.durationS !== undefined)
      demand(old.durationS === same.durationS, 'a closed segment changed', () => [old, same]);
    if (same.parts.length > 0) {
      const kept = old.parts.every(({ number, durationS }, k) => {
        const part = same.parts[k];
        return part?.number === number && part.durationS === durationS;
      });
      demand(kept, 'a part changed', () => [old, same]);
    }
  });
  // Rule 21: what was hinted is what came.
  const fresh = now.segments.flatMap(({ parts }) => parts).filter(({ number }) => number >= (before.hint ?? 0));
  if (fresh[0]) demand(fresh[0].number === before.hint, 'the hint was not kept', () => [before.hint, fresh[0]]);
  demand(now.hint === undefined || now.hint >= (before.hint ?? 0), 'the hint went back');
}

/** A delta against the whole playlist of the same moment, for a client that has `before` (rules 19, 32, 33). */
export function checkDelta(before: Playlist, whole: Playlist, text: string): number {
  const { skipped } = readLive(text);
  const known = whole.segments[skipped - 1]?.map;
  const delta = readLive(text, known);
  if (skipped === 0) {
    demand(JSON.stringify(delta) === JSON.stringify(whole), 'nothing was skipped, and yet it differs');
    return 0;
  }
  demand(
    delta.msn === whole.msn && delta.discontinuitySequence === whole.discontinuitySequence,
    'a delta counts as the whole',
  );
  demand(
    JSON.stringify(delta.segments) === JSON.stringify(whole.segments.slice(skipped)),
    'what is not skipped differs',
  );
  const rest = delta.segments.reduce(
    (sum, { durationS, parts }) => sum + (durationS ?? parts.reduce((all, one) => all + one.durationS, 0)),
    0,
  );
  demand(rest >= SKIP_UNTIL_S - 1e-3, 'skipped beyond the boundary', () => rest);
  // The client has every segment that is skipped.
  const had = new Set(before.segments.filter(({ durationS }) => durationS !== undefined).map(({ msn }) => msn));
  demand(
    whole.segments.slice(0, skipped).every(({ msn }) => had.has(msn)),
    'skipped what the client does not have',
  );
  return skipped;
}
