/** A recording on a video element, from a date on; moved about by its player, or kept in step with another picture. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import {
  createRecordingPlayer,
  type Lead,
  type RecordingPlayer,
  type RecordingState,
} from '../core/player/recording-player.ts';

/** `url` undefined: nothing is played. `startMs` counts when the player is set up; later moves go through the player, or are `lead`'s. */
export const useRecording = (
  video: RefObject<HTMLVideoElement | null>,
  url: string | undefined,
  startMs: number,
  lead?: () => Lead | undefined,
): { state: RecordingState | undefined; player: RecordingPlayer | undefined } => {
  const [state, setState] = useState<RecordingState>();
  const [player, setPlayer] = useState<RecordingPlayer>();
  const start = useRef(startMs);
  start.current = startMs;
  const leading = useRef(lead);
  leading.current = lead;
  const follows = lead !== undefined;
  useEffect(() => {
    const element = video.current;
    if (!element || url === undefined) return;
    const own = createRecordingPlayer(element, url, start.current);
    if (follows) own.follow(() => leading.current?.());
    const stop = own.subscribe(() => setState(own.state()));
    setState(own.state());
    setPlayer(own);
    return () => {
      stop();
      own.destroy();
      setPlayer(undefined);
      setState(undefined);
    };
  }, [video, url, follows]);
  return { state, player };
};
