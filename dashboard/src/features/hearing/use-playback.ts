/** One picture, now or back in time: which of the two it is, where it stands, and every way to move it; or in step with another. */
import type { FullRow } from '@giamsat/contract/wire/live';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { isOpen, type NoPicture, whyNoMotion, whyNoWindow } from '../../core/no-picture.ts';
import type { Lead, RecordingState } from '../../core/player/recording-player.ts';
import { SPEEDS } from '../../core/player/recording-player.ts';
import { useServices } from '../../hooks/services.ts';
import { useVitals } from '../../hooks/use-hearings.ts';
import { useLivePicture } from '../../hooks/use-live-picture.ts';
import { useRecording } from '../../hooks/use-recording.ts';

export type Playback = {
  mode: 'live' | 'back';
  /** Date of the picture, milliseconds since the epoch. */
  dateMs: number;
  paused: boolean;
  rate: number;
  /** A window stands open, so that there is a now to go back to. */
  hasLive: boolean;
  why: NoPicture | undefined;
  /** A moment that was asked for, or played to, and has no picture. */
  skippedMs: number | undefined;
  /** Stretches of the recording that do not play. */
  damaged: RecordingState['damaged'];
  /** Where it stands this very moment, for another picture to keep step with; undefined while there is none of a recording. */
  lead: () => Lead | undefined;
  seek: (dateMs: number) => void;
  skip: (durationMs: number) => void;
  toggle: () => void;
  step: (frames: number) => void;
  setRate: (rate: number) => void;
  changeRate: (by: 1 | -1) => void;
  toLive: () => void;
};

type Options = {
  /** Back in time from the beginning on; milliseconds since the epoch. */
  startMs?: number | undefined;
  /** Nothing is played while it is not. */
  active?: boolean;
  /** The picture that this one keeps step with. */
  leader?: Playback | undefined;
};

const NONE: RecordingState['damaged'] = [];
/** So near to now is now. */
const EDGE_MS = 3000;

const REFUSAL: Record<RecordingState['phase'], NoPicture | undefined> = {
  loading: { reason: 'connecting', tone: 'neutral', icon: 'signal' },
  ready: undefined,
  idle: undefined,
  empty: { reason: 'no_recording', tone: 'slate', icon: 'video-off' },
  refused: { reason: 'recording_refused', tone: 'slate', icon: 'eye-off' },
  lost: { reason: 'recording_lost', tone: 'red', icon: 'signal' },
  absent: { reason: 'recording_absent', tone: 'slate', icon: 'video-off' },
};

export const usePlayback = (
  video: RefObject<HTMLVideoElement | null>,
  row: FullRow,
  feed: string | undefined,
  now: number,
  { startMs, active = true, leader }: Options,
): Playback => {
  const { clock } = useServices();
  const [own, setBack] = useState<number | undefined>(startMs);
  const back = leader ? (leader.mode === 'back' ? leader.dateMs : undefined) : own;

  const noWindow = whyNoWindow(row, feed, now);
  const window =
    noWindow || !active
      ? undefined
      : row.windows.find((one) => one.picture && (feed === undefined || one.feed === feed) && isOpen(one, now));
  const hasLive = window !== undefined;
  const mode = back === undefined ? 'live' : 'back';
  const live = useLivePicture(video, mode === 'live' ? window?.window : undefined);
  const url =
    active && mode === 'back' && feed !== undefined ? `/media/hearings/${row.id}/${feed}/recording.m3u8` : undefined;
  const recording = useRecording(video, url, back ?? 0, leader?.lead);
  const vitals = useVitals(feed);
  const liveDate = useLiveDate(live.player?.date, mode === 'live');

  const { player, state } = recording;
  const moved = useRef(player);
  moved.current = player;
  // A link to another moment of the same hearing was followed.
  useEffect(() => {
    if (startMs === undefined) return;
    setBack(startMs);
    moved.current?.seek(startMs);
  }, [startMs]);
  const dateMs = mode === 'back' ? (state?.dateMs ?? back ?? now) : (liveDate ?? now);
  const seek = useCallback(
    (to: number) => {
      if (hasLive && to > clock.now() - EDGE_MS) return setBack(undefined);
      setBack(to);
      player?.seek(to);
    },
    [hasLive, clock, player],
  );
  const rate = mode === 'back' ? (state?.rate ?? 1) : 1;
  const setRate = (next: number) => player?.setRate(next);
  return {
    mode,
    dateMs,
    rate,
    hasLive,
    paused: mode === 'back' && (state?.paused ?? false),
    why:
      mode === 'live'
        ? (noWindow ?? whyNoMotion(live.state, vitals, Date.now()))
        : state
          ? REFUSAL[state.phase]
          : undefined,
    skippedMs: mode === 'back' ? state?.skippedMs : undefined,
    damaged: state?.damaged ?? NONE,
    lead: () => {
      const date = player?.date();
      return date === undefined ? undefined : { dateMs: date, rate, paused: player?.state().paused ?? false };
    },
    seek,
    skip: (durationMs) => seek(dateMs + durationMs),
    toggle: () => {
      if (mode === 'back') player?.toggle();
      else if (hasLive) setBack(dateMs);
    },
    step: (frames) => player?.step(frames),
    setRate,
    changeRate: (by) => {
      const next = SPEEDS[SPEEDS.indexOf(rate as (typeof SPEEDS)[number]) + by];
      if (next !== undefined) setRate(next);
    },
    toLive: () => setBack(undefined),
  };
};

const useLiveDate = (date: (() => number | undefined) | undefined, active: boolean): number | undefined => {
  const [at, setAt] = useState<number>();
  useEffect(() => {
    if (!date || !active) return setAt(undefined);
    const timer = setInterval(() => setAt(date()), 500);
    return () => clearInterval(timer);
  }, [date, active]);
  return at;
};
