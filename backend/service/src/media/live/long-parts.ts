/**
 * The same window in parts three times as long, for pages with many pictures: a third of the requests, for about a second.
 * Everything else – numbers, segments, initialisation sections, dates – is the window's own, so a player may change between both.
 */
import { announcedMs } from './part-lengths.ts';
import { type LivePart, type LiveSegment, type LiveWindow, partsOf } from './window.ts';

export const PARTS_TOGETHER = 3;

const views = new WeakMap<LiveWindow, LiveWindow>();

/** Named after its first part. Its bytes are put together when they are asked for: kept twice they would double the memory. */
const join = (parts: readonly [LivePart, ...LivePart[]]): LivePart => ({
  number: parts[0].number,
  durationMs: parts.reduce((sum, part) => sum + part.durationMs, 0),
  independent: parts[0].independent,
  get bytes() {
    return Buffer.concat(parts.map((part) => part.bytes));
  },
});

/** Each but the last is whole. A key frame begins one, so that a player can begin there. */
function groupsOf(parts: readonly LivePart[]): [LivePart, ...LivePart[]][] {
  const groups: [LivePart, ...LivePart[]][] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (!last || last.length === PARTS_TOGETHER || part.independent) groups.push([part]);
    else last.push(part);
  }
  return groups;
}

const isPending = (segment: LiveSegment, last: readonly LivePart[]): boolean =>
  !segment.closed && last.length < PARTS_TOGETHER;

/** @returns what the playlist, the directives and the parts are asked of; the same object until the window changes. */
export function inLongParts(window: LiveWindow): LiveWindow {
  const known = views.get(window);
  if (known?.revision === window.revision) return known;
  let nextPart = window.counters.nextPart;
  const long = (segment: LiveSegment): LiveSegment => {
    const groups = groupsOf(partsOf(segment));
    const last = groups.at(-1);
    if (last && isPending(segment, last)) {
      groups.pop();
      nextPart = last[0].number;
    }
    return { ...segment, parts: segment.partless ? segment.parts : groups.map(join) };
  };
  const segments = window.segments.map(long);
  const gone = window.gone.map(long);
  const view: LiveWindow = {
    ...window,
    partLetter: 'w',
    partTargetMs: PARTS_TOGETHER * announcedMs(window.partTargetMs),
    segments,
    gone,
    counters: { ...window.counters, nextPart },
  };
  views.set(window, view);
  return view;
}
