/** What the province hears every five seconds: each camera's health, the spool, the outbox, the disk and the clock. */
import { statfs } from 'node:fs/promises';
import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import type { CameraHealth } from '../capture/camera-model.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { type AgentClock, rfc3339 } from '../platform/clock.ts';
import type { Spool } from '../spool/spool.ts';

export const AGENT_VERSION = '0.1.0';

export type FeedState = { feed: string; health: CameraHealth; verdict: Verdict };

/** What leaves the agent; a stretch that is held is not out yet. */
export const sendingOf = (verdict: Verdict): FeedVitals['sending'] =>
  verdict.state === 'live' ? 'live' : verdict.state === 'off' ? 'off' : 'cut';

/**
 * Of one feed. What its camera sees and hears tells of the room (whether people speak, whether something moves), so it stays in the court while
 * picture or sound do; that the camera works may be told.
 */
export function feedVitals({ feed, health, verdict }: FeedState): FeedVitals {
  const { black, frozen, kbps, silent, levelDb, ...works } = health;
  const sees = {
    ...(black === undefined ? {} : { black }),
    ...(frozen === undefined ? {} : { frozen }),
    ...(kbps === undefined ? {} : { kbps }),
  };
  const hears = { ...(silent === undefined ? {} : { silent }), ...(levelDb === undefined ? {} : { levelDb }) };
  const { state } = verdict;
  return {
    feed,
    ...works,
    ...(state === 'live' || state === 'off' ? sees : {}),
    ...((state === 'live' && verdict.sound) || state === 'off' ? hears : {}),
    sending: sendingOf(verdict),
  };
}

export async function readVitals(options: {
  agent: string;
  clock: AgentClock;
  /** How long the agent runs. */
  upMs: number;
  spool: Spool;
  outbox: Outbox;
  spoolDir: string;
  feeds: FeedState[];
}): Promise<AgentVitals> {
  const { agent, clock, upMs, spool, outbox, spoolDir, feeds } = options;
  const { bavail, bsize } = await statfs(spoolDir);
  const oldest = spool.oldestUnsentAt();
  const now = clock.now();
  return {
    agent,
    at: rfc3339(now),
    version: AGENT_VERSION,
    startedAt: rfc3339(now - upMs),
    feeds: feeds.map(feedVitals),
    spoolBytes: spool.bytes(),
    ...(oldest === undefined ? {} : { spoolOldestAt: rfc3339(oldest) }),
    outboxLength: outbox.waiting().length,
    diskFreeBytes: bavail * bsize,
    clockOffsetMs: clock.offsetMs(),
  };
}
