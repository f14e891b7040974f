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

export async function readVitals(options: {
  agent: string;
  clock: AgentClock;
  spool: Spool;
  outbox: Outbox;
  dataDir: string;
  feeds: FeedState[];
}): Promise<AgentVitals> {
  const { agent, clock, spool, outbox, dataDir, feeds } = options;
  const { bavail, bsize } = await statfs(dataDir);
  const oldest = spool.oldestUnsentAt();
  return {
    agent,
    at: rfc3339(clock.now()),
    version: AGENT_VERSION,
    feeds: feeds.map(({ feed, health, verdict }) => ({ feed, ...health, sending: sendingOf(verdict) })),
    spoolBytes: spool.bytes(),
    ...(oldest === undefined ? {} : { spoolOldestAt: rfc3339(oldest) }),
    outboxLength: outbox.waiting().length,
    diskFreeBytes: bavail * bsize,
    clockOffsetMs: clock.offsetMs(),
  };
}
