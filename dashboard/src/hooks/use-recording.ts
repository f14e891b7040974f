/** A recording on a video element, from a date on; moved about by its player. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { createRecordingPlayer, type RecordingPlayer, type RecordingState } from '../core/player/recording-player.ts';

/** `url` undefined: nothing is played. `startMs` counts when the player is set up; later moves go through the player. */
export const useRecording = (
  video: RefObject<HTMLVideoElement | null>,
  url: string | undefined,
  startMs: number,
): { state: RecordingState | undefined; player: RecordingPlayer | undefined } => {
  const [state, setState] = useState<RecordingState>();
  const [player, setPlayer] = useState<RecordingPlayer>();
  const start = useRef(startMs);
  start.current = startMs;
  useEffect(() => {
    const element = video.current;
    if (!element || url === undefined) return;
    const own = createRecordingPlayer(element, url, start.current);
    const stop = own.subscribe(() => setState(own.state()));
    setState(own.state());
    setPlayer(own);
    return () => {
      stop();
      own.destroy();
      setPlayer(undefined);
      setState(undefined);
    };
  }, [video, url]);
  return { state, player };
};
