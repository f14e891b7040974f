/** The media's rights, out of hearings, registry and access: the one policy asked for every picture. */
import { inForce } from '@giamsat/contract/hearing/restrictions';
import { timestampOf } from '@giamsat/contract/time';
import type { Access } from './access/access.ts';
import type { RightsChange } from './access/changes.ts';
import { may } from './access/policy.ts';
import { factsOf } from './access/redact.ts';
import type { Viewer } from './access/viewer.ts';
import type { Hearings } from './hearings/hearings.ts';
import type { Registry } from './hearings/registry.ts';
import type { StoredHearing } from './hearings/stored.ts';
import { isCut, lasts, type WindowRecord } from './hearings/window-record.ts';
import type { Journal } from './journal/journal.ts';
import type { MediaRights, WindowFacts } from './media/rights.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import { atMidnight } from './platform/midnight.ts';
import { isRestricted, pictureWithheld, withheldButReleased, withheldFrom } from './withheld-stretches.ts';

export type MediaRightsDeps = {
  hearings: Pick<Hearings, 'get' | 'getMany' | 'changedSince' | 'holderAt' | 'windows'>;
  registry: Pick<Registry, 'courtOfFeed' | 'roomOfFeed'>;
  access: Pick<Access, 'onRightsChanged' | 'audit' | 'looks'>;
  journal: Pick<Journal, 'head' | 'onAppended'>;
  /** Has this session a socket open here? */
  listens: (session: string) => boolean;
  clock: Clock;
  logger: Logger;
};

/** Hearings that somebody watched lately, kept in memory so that a waiting request is judged without the database. */
const MAX_KNOWN = 500;

const MAX_CHANGES = 1000;
/** A picture waits no longer for its look to be on record. */
const LOOK_MS = 5000;

/** Whether it was done in time. */
async function withinMs(work: Promise<unknown>, ms: number, failed: (err: unknown) => void): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
    return true;
  } catch (err) {
    failed(err);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** A change that names nobody concerns everybody. */
const concerns = ({ login, organisation, session }: RightsChange, viewer: Viewer): boolean =>
  (login === undefined && organisation === undefined && session === undefined) ||
  login === viewer.login ||
  organisation === viewer.organisation ||
  session === viewer.sessionId;

export function createMediaRights(
  deps: MediaRightsDeps,
): MediaRights<Viewer> & { catchUp(): Promise<void>; close(): void } {
  const { hearings, registry, access, journal, clock, logger } = deps;
  const known = new Map<string, StoredHearing>();
  const listeners = new Set<() => void>();
  /** The newest; what is later than a request's viewer, and concerns it, ends the request. */
  const changes: RightsChange[] = [];
  let seen = -1;
  const now = (): string => timestampOf(clock.now());

  const tell = (): void => {
    for (const fn of [...listeners]) {
      try {
        fn();
      } catch (err) {
        logger.error({ err }, 'a listener of the rights to media failed');
      }
    }
  };

  const remember = (hearing: StoredHearing): void => {
    known.delete(hearing.id);
    known.set(hearing.id, hearing);
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  };
  const update = async (through: number): Promise<void> => {
    if (known.size === 0) {
      seen = Math.max(seen, through);
      return;
    }
    const changed = (await hearings.changedSince(seen)).filter(({ id }) => known.has(id)).map(({ id }) => id);
    for (const hearing of await hearings.getMany(changed)) remember(hearing);
    seen = Math.max(seen, through);
    if (changed.length > 0) tell();
  };
  // One after the other; a reading that fails leaves nothing known, so that what cannot be judged is refused.
  let turn: Promise<void> = journal.head().then((head) => {
    seen = head;
  });
  let newest = -1;
  let waiting = false;
  const updateInTurn = (through: number): void => {
    newest = Math.max(newest, through);
    // Whoever waits for their turn takes this one along: a flood of appends must not delay a cut.
    if (waiting) return;
    waiting = true;
    turn = turn
      .then(() => {
        waiting = false;
        return update(newest);
      })
      .catch((err: unknown) => {
        known.clear();
        logger.error({ err }, 'changed hearings could not be read: their pictures are refused');
        tell();
      });
  };

  const stop = [
    journal.onAppended(updateInTurn),
    hearings.windows.onChange(tell),
    access.onRightsChanged((list) => {
      changes.push(...list);
      // No request lasts as long as so many changes take.
      changes.splice(0, changes.length - MAX_CHANGES);
      tell();
    }),
    // The last day of an authorisation passes by the clock alone.
    atMidnight(clock, tell),
  ];

  const isStale = (viewer: Viewer): boolean => {
    const { asOf = -1 } = viewer;
    return changes.some((change) => change.revision > asOf && concerns(change, viewer));
  };

  const factsOfWindow = (window: WindowRecord): WindowFacts => {
    const ended = lasts(window, now()) ? undefined : isCut(window.endCause) ? ('cut' as const) : ('over' as const);
    return {
      id: window.id,
      feed: window.feed,
      hearing: window.hearing,
      fromMs: Date.parse(window.from),
      opensAtMs: Date.parse(window.opensAt),
      ...(window.to === undefined ? {} : { toMs: Date.parse(window.to) }),
      ...(ended ? { ended } : {}),
      picture: window.picture,
      sound: window.sound,
    };
  };
  const decide = (viewer: Viewer, window: WindowFacts) => {
    const hearing = known.get(window.hearing);
    if (!hearing || isStale(viewer)) return undefined;
    const moment = now();
    const to = timestampOf(Math.min(window.toMs ?? Number.POSITIVE_INFINITY, clock.now()));
    // Of one that has run out, the last minute still stands: it goes with whatever is withheld by now (`interfaces.md` §1).
    const ranOut = window.toMs !== undefined && window.toMs <= clock.now();
    const restricted =
      isRestricted(hearing, window.feed, timestampOf(window.fromMs), to) ||
      (ranOut && inForce(hearing.restrictions, moment, window.feed).some(({ picture }) => picture));
    return { hearing, decision: may(viewer, 'live.watch', { ...factsOf(hearing, moment), restricted }, clock.now()) };
  };

  return {
    courtOf: (feed) => registry.courtOfFeed(feed),
    window(id) {
      const window = hearings.windows.get(id);
      return window && factsOfWindow(window);
    },
    windowAt(feed, atMs) {
      const window = hearings.windows.ofFeed(feed).findLast((one) => lasts(one, now()) && Date.parse(one.from) <= atMs);
      const facts = window && factsOfWindow(window);
      return facts && (facts.toMs === undefined || atMs < facts.toMs) ? facts : undefined;
    },
    async hasSitting(feed, atMs) {
      const room = registry.roomOfFeed(feed);
      return room !== undefined && (await hearings.holderAt(room, timestampOf(atMs))) !== undefined;
    },
    async prepare(_viewer, id) {
      const hearing = hearings.windows.get(id)?.hearing;
      if (hearing === undefined || known.has(hearing)) return;
      // In turn, so that it is not older than what the updates have passed.
      const read = turn.then(async () => {
        const found = await hearings.get(hearing);
        if (found) remember(found);
      });
      turn = read.catch(() => undefined);
      await read;
    },
    mayWatchLive: (viewer, window) => (decide(viewer, window)?.decision.allowed ? 'allowed' : 'refused'),
    isTold: (viewer) => deps.listens(viewer.sessionId),
    async sittingsOf(id, feed) {
      const room = registry.roomOfFeed(feed);
      const hearing = room === undefined ? undefined : await hearings.get(id);
      return hearing?.sittings
        .flatMap(({ holds }) => holds)
        .filter((hold) => hold.room === room)
        .map(({ from, to }) => ({ fromMs: Date.parse(from), ...(to === undefined ? {} : { toMs: Date.parse(to) }) }))
        .sort((a, b) => a.fromMs - b.fromMs);
    },
    async withheldOf(id, feed) {
      const hearing = await hearings.get(id);
      return hearing ? pictureWithheld(hearing.restrictions, feed) : [];
    },
    async mayReplay(viewer, id, feed, purpose = 'watch') {
      const hearing = await hearings.get(id);
      if (!hearing || isStale(viewer)) return { allowed: false };
      const moment = now();
      const facts = { ...factsOf(hearing, moment), restricted: false };
      const plain = may(viewer, `recording.${purpose}`, { ...facts, released: false }, clock.now());
      if (plain.allowed) return { allowed: true, withheld: withheldFrom(hearing, feed, moment) };
      const released = may(viewer, `recording.${purpose}`, { ...facts, released: true }, clock.now());
      const withheld = released.allowed ? withheldButReleased(hearing, feed, moment) : undefined;
      return withheld ? { allowed: true, withheld } : { allowed: false };
    },
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    looked(viewer, { kind, hearing: id, feed, stretch }) {
      const touch = (hearing: StoredHearing): Promise<void> | undefined => {
        const action = kind === 'live' ? 'live.watch' : 'recording.watch';
        const facts = { ...factsOf(hearing, now()), restricted: false, released: true };
        const decision = may(viewer, action, facts, clock.now());
        const authorisation = decision.allowed ? decision.authorisation : undefined;
        return access.looks.touch(viewer, {
          what: kind,
          hearing: id,
          court: hearing.court,
          day: hearing.day,
          feed,
          authorisation,
          stretch,
        });
      };
      const here = known.get(id);
      const writing = here ? touch(here) : hearings.get(id).then((hearing) => hearing && touch(hearing));
      return writing && withinMs(writing, LOOK_MS, (err) => logger.error({ err }, 'a look could not be written down'));
    },
    refused(viewer, { kind, hearing }) {
      access.audit.denied(viewer, {
        action: kind === 'live' ? 'live.watch' : 'recording.watch',
        reason: 'restricted',
        hearing,
      });
    },
    /** What was appended until now counts when it resolves. */
    async catchUp() {
      updateInTurn(await journal.head());
      await turn;
    },
    close() {
      for (const undo of stop) undo();
    },
  };
}
