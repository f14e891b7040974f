/** What a rule answers with, and what it is asked about: facts of one moment in, findings out. */
import type { HearingState } from '@giamsat/contract/hearing/model';
import type { AlertRule, Severity } from '@giamsat/contract/wire/alerts';
import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import type { AlertAbout } from '../access/policy-facts.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import type { WindowRecord } from '../hearings/window-record.ts';
import type { StoredFacts } from './stored-facts.ts';

/** One thing that is not in order at this moment. */
export type Finding = {
  /** What it is about, without the rule's name: one alert at a time. */
  key: string;
  court?: string;
  room?: string;
  feed?: string;
  agent?: string;
  hearing?: string;
  /** The moment that it is about, RFC 3339. */
  since: string;
  /** Where it stands in the law, as the rules of the law name it. */
  basis?: string;
  values?: Record<string, string | number>;
  /** Where one rule's findings differ in weight. */
  severity?: Severity;
};

type FeedFacts = {
  feed: string;
  room: string;
  court: string;
  /** As its agent last told, and when that was heard by our clock, ms since the epoch. */
  vitals?: FeedVitals;
  heardAt?: number;
  /** When a part of its picture last came to be seen, ms since the epoch. */
  partAt?: number;
  /** Since when they come, but for breaks that are shorter than a machine's start. */
  partsSince?: number;
};
type AgentFacts = { agent: string; court: string; vitals?: AgentVitals; heardAt?: number };

/** Until when something that began on that day may last at most, and where that stands; undefined where no rule is known. */
export type LimitOf = (
  state: HearingState,
  of: 'suspension' | 'postponement' | 'deliberation',
  day: string,
) => { day: string; basis: string } | undefined;

/** What one node knows at one moment; times in ms since the epoch. */
export type Facts = {
  now: number;
  /** Since when this node listens: silence before is none. */
  listeningSince: number;
  /** Today's, and those that sit. */
  hearings: readonly StoredHearing[];
  /** Live windows that have opened. */
  windows: readonly WindowRecord[];
  feeds: readonly FeedFacts[];
  /** Machines that were enrolled. */
  agents: readonly AgentFacts[];
  /** As of some seconds ago. */
  stored: StoredFacts;
  limitOf: LimitOf;
  /** So old the newest copy of everything may be; absent: nobody asks. */
  copyWithinMs?: number | undefined;
};

export type Rule = {
  name: AlertRule;
  about: AlertAbout;
  severity: Severity;
  /** So long it must last before it is raised, and be gone before it has ended. */
  holdMs: number;
  clearMs: number;
  find(facts: Facts): readonly Finding[];
};

/** So long without a part there is no picture: one comes every 200 ms, after a key frame at the latest every two seconds. */
export const SILENCE_MS = 3_500;

/** Vitals come every five seconds; what was said longer ago is not how something fares now. */
export const STALE_MS = 16_000;
export const isFresh = (heardAt: number | undefined, now: number): boolean =>
  heardAt !== undefined && now - heardAt < STALE_MS;
