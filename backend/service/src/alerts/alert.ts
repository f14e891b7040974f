/** An alert as the fold of its records: what was found, whether it still holds, and what each body did about it. */
import type { ALERT_DEEDS, AlertRule, Severity } from '@giamsat/contract/wire/alerts';
import type { Finding } from './finding.ts';

export type Found = Omit<Finding, 'severity'> & { rule: AlertRule; severity: Severity };
export type EndReason = 'cleared' | 'hearing-over';
/** Who did it, for which body; the name as it was then. */
type Hand = { login: string; name: string; organisation: string };

type What = (typeof ALERT_DEEDS)[number];
/** Of the service's own, and of people's. */
export type Deed = { what: 'raised' | 'again'; found: Found } | { what: 'ended'; reason: EndReason } | HandDeed;
type HandDeed =
  | { what: Exclude<What, 'raised' | 'again' | 'ended' | 'handed' | 'commented' | 'muted'>; hand: Hand }
  | { what: 'handed'; hand: Hand; to: string; toName: string }
  | { what: 'commented'; hand: Hand; text: string }
  | { what: 'muted'; hand: Hand; until: string };
/** `at`: RFC 3339. `number`: over all alerts, in the order in which they were written. */
type Written = { number: number; alert: string; at: string };
export type AlertRecord = Deed & Written;

export type Work = {
  state: 'todo' | 'taken' | 'done';
  /** Who took it, was given it, or finished it. */
  login?: string;
  name?: string;
  at?: string;
  mutedUntil?: string;
  comments: number;
};
export type StoredAlert = Found & {
  id: string;
  raisedAt: string;
  firing: boolean;
  times: number;
  endedAt?: string;
  endReason?: EndReason;
  /** By organisation; who has none has done nothing. */
  work: Record<string, Work>;
  /** Number of the newest record. */
  version: number;
};

export const NO_WORK: Work = { state: 'todo', comments: 0 };

export function applyRecord(before: StoredAlert | undefined, record: AlertRecord): StoredAlert {
  const { number: version, at } = record;
  if (record.what === 'raised') {
    return { ...record.found, id: record.alert, raisedAt: at, firing: true, times: 1, work: {}, version };
  }
  if (!before) throw new Error(`record ${version} is of an alert that was never raised`);
  if ('hand' in record) {
    const { organisation } = record.hand;
    const work = workOf(before.work[organisation] ?? NO_WORK, record);
    return { ...before, work: { ...before.work, [organisation]: work }, version };
  }
  switch (record.what) {
    case 'again': {
      const { endedAt: _at, endReason: _reason, ...rest } = before;
      // Who had finished it is told again; who is at it goes on.
      const work = Object.fromEntries(
        Object.entries(before.work).map(([body, own]) => [body, own.state === 'done' ? reset(own) : own]),
      );
      return { ...rest, ...record.found, work, firing: true, times: before.times + 1, version };
    }
    case 'ended':
      return { ...before, firing: false, endedAt: at, endReason: record.reason, version };
  }
}

/** To do again; what was said, and for how long it is muted, stays. */
const reset = ({ comments, mutedUntil }: Work): Work => ({
  state: 'todo',
  comments,
  ...(mutedUntil === undefined ? {} : { mutedUntil }),
});

function workOf(before: Work, record: HandDeed & Written): Work {
  const { at, hand } = record;
  switch (record.what) {
    case 'taken':
    case 'done':
      return { ...before, state: record.what, login: hand.login, name: hand.name, at };
    case 'handed':
      return { ...before, state: 'taken', login: record.to, name: record.toName, at };
    case 'released':
    case 'reopened':
      return reset(before);
    case 'commented':
      return { ...before, comments: before.comments + 1 };
    case 'muted':
      return { ...before, mutedUntil: record.until };
    case 'unmuted': {
      const { mutedUntil: _, ...rest } = before;
      return rest;
    }
  }
}
