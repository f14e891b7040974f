/** Why a tile shows no picture, and since when: a tile is never a black box (`ui.md`, the wall). Pure. */
import type { Restriction, RestrictionCause } from '@giamsat/contract/hearing/model';
import { isEnded } from '@giamsat/contract/stage';
import type { FeedVitals } from '@giamsat/contract/wire/ingest';
import type { FullRow, HearingRow, LiveWindow } from '@giamsat/contract/wire/live';
import type { StageIcon, Tone } from './stage-view.ts';
import { stageLook } from './stage-view.ts';

export type NoPicture = {
  /** Key in the dictionary `reason`. */
  reason: string;
  tone: Tone;
  icon: StageIcon | 'signal' | 'eye-off' | 'video-off';
  /** Timestamp since which it is so. */
  since?: string;
  /** Timestamp until which it was announced. */
  until?: string;
  /** What the court added: a result, a reason code. */
  note?: { kind: 'result' | 'reason'; text: string };
};

const CAUSE: Record<RestrictionCause, Pick<NoPicture, 'reason' | 'tone' | 'icon'>> = {
  in_camera: { reason: 'in_camera', tone: 'ink', icon: 'lock' },
  minor: { reason: 'minor', tone: 'ink', icon: 'lock' },
  deliberation: { reason: 'deliberation', tone: 'violet', icon: 'scales' },
  clerk: { reason: 'clerk', tone: 'orange', icon: 'video-off' },
  not_permitted: { reason: 'not_permitted', tone: 'slate', icon: 'video-off' },
  recess: { reason: 'recess', tone: 'amber', icon: 'cup' },
  not_open: { reason: 'not_open', tone: 'blue', icon: 'door' },
};

/** Before the picture is even asked for; undefined where a window stands open. */
export const whyNoWindow = (row: HearingRow, feed: string | undefined, now: number): NoPicture | undefined => {
  if (row.form === 'masked') return CAUSE[row.cause];
  const { state } = row;
  const { stage } = state;
  if (isEnded(stage)) return ended(row);
  if (stage === 'scheduled') return { reason: 'scheduled', tone: 'neutral', icon: 'clock', until: state.start };
  if (stage === 'suspended')
    return {
      reason: 'suspended',
      tone: 'orange',
      icon: 'pause',
      since: state.stageSince,
      until: state.outcome?.until ?? state.expectedEnd,
      note: state.outcome?.reasonCode ? { kind: 'reason', text: state.outcome.reasonCode } : undefined,
    };
  const withheld = row.inForce.find((one) => one.picture && concerns(one, feed) && lasts(one, now));
  if (withheld) return ofRestriction(row, withheld);
  const windows = row.windows.filter((one) => one.picture && (feed === undefined || one.feed === feed));
  if (windows.some((one) => isOpen(one, now))) return undefined;
  const next = windows[0];
  if (next) return { reason: 'settling', tone: 'blue', icon: 'door', until: next.opensAt };
  const sitting = row.sittings.find((one) => one.to === undefined);
  if (!sitting) return { reason: 'no_sitting', tone: 'neutral', icon: 'clock', since: state.stageSince };
  if (!sitting.holdsRoom) return { reason: 'room_held', tone: 'slate', icon: 'door', since: sitting.from };
  return { reason: 'no_window', tone: 'slate', icon: 'eye-off' };
};

const concerns = (restriction: Restriction, feed: string | undefined): boolean =>
  !restriction.feeds || feed === undefined || restriction.feeds.includes(feed);

/** What was lifted ends five seconds later by the clock, and no newer row says so. */
const lasts = ({ settlesAt }: Restriction, now: number): boolean =>
  settlesAt === undefined || now < Date.parse(settlesAt);

export const isOpen = (window: LiveWindow, now: number): boolean => Date.parse(window.opensAt) <= now;

const ofRestriction = ({ state }: FullRow, { cause, from }: Restriction): NoPicture => {
  const look = CAUSE[cause];
  if (cause === 'not_open') {
    const preparing = state.stage === 'preparing';
    return {
      ...look,
      reason: preparing ? 'preparing' : 'not_open',
      since: from,
      until: preparing ? state.start : undefined,
    };
  }
  const announced = cause === 'recess' || cause === 'deliberation' ? state.expectedEnd : undefined;
  return { ...look, since: from, until: announced };
};

const ended = ({ state }: FullRow): NoPicture => {
  const { outcome, stage } = state;
  const { tone, icon } = stageLook(stage);
  const since = state.stageSince;
  if (stage === 'closed')
    return {
      reason: 'closed',
      tone,
      icon,
      since,
      note: outcome?.result ? { kind: 'result', text: outcome.result } : undefined,
    };
  return {
    reason: stage,
    tone,
    icon,
    since,
    until: stage === 'postponed' ? outcome?.nextStart : undefined,
    note: outcome?.reasonCode ? { kind: 'reason', text: outcome.reasonCode } : undefined,
  };
};

export type PlayerState = { phase: 'idle' | 'loading' | 'playing' | 'lost' | 'refused'; since: number };

/** A first picture takes less than this. */
const PATIENCE_MS = 8000;

/** While a window stands open: what the player and the agent's own report say; undefined while the picture runs. */
export const whyNoMotion = (
  player: PlayerState,
  vitals: FeedVitals | undefined,
  now: number,
): NoPicture | undefined => {
  const since = new Date(player.since).toISOString();
  if (player.phase === 'playing') return undefined;
  if (vitals && (vitals.state === 'stalled' || vitals.state === 'stopped'))
    return { reason: 'camera_lost', tone: 'red', icon: 'signal', since };
  if (player.phase === 'lost') return { reason: 'signal_lost', tone: 'red', icon: 'signal', since };
  if (player.phase === 'refused') return { reason: 'refused', tone: 'slate', icon: 'eye-off', since };
  if (now - player.since > PATIENCE_MS) return { reason: 'no_signal', tone: 'slate', icon: 'signal', since };
  return { reason: 'connecting', tone: 'neutral', icon: 'signal' };
};
