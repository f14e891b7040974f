/** Decides, purely, whether a feed has a live window after an append, and what becomes of the one that it had. */
import { RESTRICTION_CAUSES, type Restriction, type Sitting } from '@giamsat/contract/hearing/model';
import { isAnnounced } from '@giamsat/contract/hearing/restrictions';
import { SETTLE_MS } from '@giamsat/contract/hearing/stretches';
import { addMs, later } from '@giamsat/contract/time';
import { type WindowRecord, windowId } from './window-record.ts';

/** The hearing whose sitting holds the feed's room. */
export type Holder = { hearing: string; sitting: Sitting; restrictions: readonly Restriction[] };

export type Plan = {
  feed: string;
  /** The window that lasted before the append. */
  current: WindowRecord | undefined;
  holder: Holder | undefined;
  /** The event that changed things, for a new window's id. */
  event: string;
  position: number;
  /** When the append was accepted. */
  now: string;
  /** The event is a new part target: another window goes on from its time. */
  renewAt?: string;
};

/** What is to be written: the ended or changed window, a new one, both or neither. */
export function planWindow(plan: Plan): WindowRecord[] {
  const { current } = plan;
  const opening = openingOf(plan);
  if (!current) return opening ? [opening] : [];
  const same =
    opening !== undefined &&
    current.hearing === opening.hearing &&
    current.sitting === opening.sitting &&
    current.sound === opening.sound &&
    current.from >= opening.from &&
    (current.to === undefined || plan.now < current.to);
  if (!same) return opening ? [ended(current, plan, opening), opening] : [ended(current, plan)];
  if (plan.renewAt !== undefined) {
    const next = { ...opening, from: later(plan.renewAt, current.from), opensAt: later(current.opensAt, plan.renewAt) };
    return [ended(current, plan, next), next];
  }
  const { to: _to, endCause: _cause, ...kept } = current;
  const until =
    opening.to === undefined ? {} : { to: opening.to, ...(opening.endCause ? { endCause: opening.endCause } : {}) };
  return current.to === opening.to ? [] : [{ ...kept, ...until, changedAt: plan.position }];
}

function openingOf({ feed, holder, event, position, now }: Plan): WindowRecord | undefined {
  if (!holder) return undefined;
  const hold = holder.sitting.holds.at(-1);
  if (!hold) return undefined;
  const mine = concerning(holder.restrictions, feed);
  let from = hold.from;
  let opensAt = addMs(hold.from, SETTLE_MS);
  let sound = true;
  let announced: Restriction | undefined;
  for (const r of mine) {
    if (r.to !== undefined) {
      from = later(from, r.to);
      opensAt = later(opensAt, r.settlesAt ?? r.to);
    } else if (r.from > now && isAnnounced(r, mine)) {
      if (!announced || r.from < announced.from) announced = r;
    } else if (r.picture) return undefined;
    else sound = false;
  }
  return {
    id: windowId(feed, event),
    feed,
    hearing: holder.hearing,
    sitting: holder.sitting.id,
    from,
    opensAt,
    picture: true,
    sound,
    mintedAt: position,
    changedAt: position,
    ...(announced ? { to: announced.from, endCause: announced.cause } : {}),
  };
}

function ended(current: WindowRecord, plan: Plan, opening?: WindowRecord): WindowRecord {
  const done = { ...current, endedAt: plan.position, changedAt: plan.position };
  // An announced end that has passed stays as it was announced.
  if (current.to !== undefined && current.to <= plan.now) return done;
  const { holder } = plan;
  if (holder?.hearing === current.hearing && holder.sitting.id === current.sitting) {
    const cut = concerning(holder.restrictions, plan.feed)
      .filter((r) => r.picture && r.releasedAt === undefined && (r.to === undefined || r.to > current.from))
      .filter((r) => !(r.from > plan.now && isAnnounced(r, holder.restrictions)))
      .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : gravity(a) - gravity(b)))[0];
    if (cut) return { ...done, to: later(cut.from, current.from), endCause: cut.cause };
    return { ...done, to: later(opening?.from ?? plan.now, current.from), endCause: 'renewed' };
  }
  return { ...done, to: later(plan.now, current.from), endCause: 'over' };
}

const gravity = (r: Restriction): number => RESTRICTION_CAUSES.indexOf(r.cause);
const concerning = (restrictions: readonly Restriction[], feed: string): Restriction[] =>
  restrictions.filter((r) => r.feeds === undefined || r.feeds.includes(feed));
