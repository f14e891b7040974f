/** A live window on a video element: set up and taken down with the component, dropped at once on a cut. */
import { type RefObject, useEffect, useState } from 'react';
import type { PlayerState } from '../core/no-picture.ts';
import { createLivePlayer, type LivePlayer } from '../core/player/live-player.ts';
import { createRenditionChoice } from '../core/player/rendition.ts';
import { useServices } from './services.ts';
import { usePageVisible } from './use-page-visible.ts';

const IDLE: PlayerState = { phase: 'idle', since: 0 };

/** `window` undefined: nothing is played. `spared`: it asks for long parts. */
export const useLivePicture = (
  video: RefObject<HTMLVideoElement | null>,
  window: string | undefined,
  spared = false,
): { state: PlayerState; player: LivePlayer | undefined } => {
  const { store, sparing, playback } = useServices();
  const visible = usePageVisible();
  const [state, setState] = useState<PlayerState>(IDLE);
  const [player, setPlayer] = useState<LivePlayer>();
  const playing = visible ? window : undefined;
  const [choice] = useState(() => createRenditionChoice(savesData()));
  useEffect(() => {
    const element = video.current;
    if (!element || playing === undefined || store.isCut(playing)) {
      setState(IDLE);
      return;
    }
    const own = createLivePlayer(element, `/media/live/${playing}/${spared ? 'wall' : 'live'}.m3u8`, {
      onStall: () => sparing.stalled(playing, Date.now()),
      choice,
    });
    const unfollow = playback.follow(playing, () => ({ ...own.figures(), ...framesOf(element) }));
    const drop = store.onCut(({ windows }) => {
      if (windows.includes(playing)) own.destroy();
    });
    const stop = own.subscribe(() => setState(own.state()));
    setState(own.state());
    setPlayer(own);
    return () => {
      unfollow();
      drop();
      stop();
      own.destroy();
      setPlayer(undefined);
    };
  }, [video, playing, store, spared, sparing, playback, choice]);
  return { state, player };
};

const framesOf = (video: HTMLVideoElement): { framesShown: number; framesDropped: number } => {
  const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
  return { framesShown: totalVideoFrames - droppedVideoFrames, framesDropped: droppedVideoFrames };
};

/** What a person set in the browser; not every browser tells. */
const savesData = (): boolean =>
  (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;
