/** One picture of a hearing, or two beside each other: both cameras in step, or two moments. One of them is led, and heard. */
import type { FullRow, Timeline } from '@giamsat/contract/wire/live';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Tracks, tracksOf, withDamaged } from '../../core/timeline/tracks.ts';
import { type Camera, camerasOf } from './cameras.ts';
import { momentIn } from './moment.ts';
import { type Playback, usePlayback } from './use-playback.ts';

export type OnePicture = {
  video: RefObject<HTMLVideoElement | null>;
  playback: Playback;
  feed: string | undefined;
  /** To choose from; one or none where there is no choice. */
  cameras: readonly Camera[];
  onCamera: (feed: string) => void;
  tracks: Tracks | undefined;
};
type Beside = 'camera' | 'moment';
export type Pictures = {
  shown: readonly OnePicture[];
  /** What stands beside the first picture. */
  beside: Beside | undefined;
  setBeside: (beside: Beside | undefined) => void;
  /** Which of `shown` the controls, the keys, the timeline and the log move. */
  chosen: number;
  choose: (index: number) => void;
  muted: boolean;
  setMuted: (change: (before: boolean) => boolean) => void;
};

/** `endMs`: the end of what lasts, on timeline and log. */
export const usePictures = (row: FullRow, timeline: Timeline | undefined, now: number, endMs: number): Pictures => {
  const [search] = useSearchParams();
  const cameras = useMemo(() => camerasOf(row, timeline?.feeds), [row, timeline]);
  const [muted, setMuted] = useState(true);
  const linked = momentIn(search, 'beside');
  const [beside, setBeside] = useState<Beside | undefined>(
    linked !== undefined ? 'moment' : search.get('cameras') === '2' ? 'camera' : undefined,
  );
  const [index, choose] = useState(0);
  const chosen = beside === 'moment' ? index : 0;

  const [camera, setCamera] = useState(search.get('camera') ?? undefined);
  const feed = (cameras.find((one) => one.feed === camera) ?? cameras[0])?.feed;
  const firstVideo = useRef<HTMLVideoElement>(null);
  const first = usePlayback(firstVideo, row, feed, now, { startMs: momentIn(search, 't') });

  // In step the other cameras are left to choose from, for another moment all.
  const others = beside === 'camera' ? cameras.filter((one) => one.feed !== feed) : cameras;
  const [otherCamera, setOtherCamera] = useState<string>();
  const otherFeed = (
    others.find((one) => one.feed === otherCamera) ??
    (beside === 'camera' ? others[0] : others.find((one) => one.feed === feed))
  )?.feed;
  const [otherStart, setOtherStart] = useState(linked);
  const secondVideo = useRef<HTMLVideoElement>(null);
  const second = usePlayback(secondVideo, row, otherFeed, now, {
    active: beside !== undefined,
    ...(beside === 'camera' ? { leader: first } : { startMs: otherStart }),
  });

  const firstTracks = useTracks(timeline, feed, endMs, first);
  const secondTracks = useTracks(timeline, otherFeed, endMs, second);
  useEffect(() => {
    if (firstVideo.current) firstVideo.current.muted = muted || chosen !== 0;
    if (secondVideo.current) secondVideo.current.muted = muted || chosen !== 1;
  });

  const one: OnePicture = {
    video: firstVideo,
    playback: first,
    feed,
    cameras,
    onCamera: setCamera,
    tracks: firstTracks,
  };
  const other: OnePicture = {
    video: secondVideo,
    playback: second,
    feed: otherFeed,
    cameras: others,
    onCamera: setOtherCamera,
    tracks: secondTracks,
  };
  return {
    shown: beside === undefined || (beside === 'camera' && otherFeed === undefined) ? [one] : [one, other],
    beside,
    setBeside: (next) => {
      // The second picture begins where the first one stands, and is the one to move on.
      if (next === 'moment') setOtherStart(first.dateMs);
      choose(next === 'moment' ? 1 : 0);
      setBeside(next);
    },
    chosen,
    choose,
    muted,
    setMuted,
  };
};

const useTracks = (
  timeline: Timeline | undefined,
  feed: string | undefined,
  endMs: number,
  { damaged }: Playback,
): Tracks | undefined =>
  useMemo(() => timeline && withDamaged(tracksOf(timeline, feed, endMs), damaged), [timeline, feed, endMs, damaged]);
