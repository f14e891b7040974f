/** Mends how hls.js (1.7.4) loads the last part of a segment, and a segment that has no parts. */
import type HlsClass from 'hls.js';
import type { Fragment, FragmentState, LevelDetails, MediaFragment, Part } from 'hls.js';

export type StreamController = typeof HlsClass.DefaultConfig.streamController;

/**
 * A playlist that completes a segment while its last part but one is being appended makes hls.js take the segment for loaded.
 * It then waits for the last part and never asks for it, until the picture stands. Forgetting that it was loaded has the part fetched.
 *
 * A picture that a camera left out makes a part longer than parts may be, which is listed as a segment without parts. hls.js takes the parts
 * before and behind it for neighbours and leaves it out; what follows depends on it and is not shown. Saying that there is no next part has it
 * fetched as a whole.
 */
export const withLastParts = (Base: StreamController): StreamController =>
  class extends Base {
    protected override getNextFragment(position: number, details: LevelDetails): MediaFragment | null {
      const fragment = super.getNextFragment(position, details);
      const loaded: `${FragmentState}` = 'OK';
      if (
        fragment &&
        this.loadingParts &&
        this.fragmentTracker.getState(fragment) === loaded &&
        details.partList?.some((part) => part.fragment.sn === fragment.sn && !part.loaded && !part.gap)
      ) {
        this.fragmentTracker.removeFragment(fragment);
      }
      return fragment;
    }

    override getNextPart(parts: Part[], wanted: Fragment, position: number): number {
      const next = super.getNextPart(parts, wanted, position);
      const isBehind = Number(parts[next]?.fragment.sn) > Number(wanted.sn);
      return isBehind && !parts.some(({ fragment }) => fragment.sn === wanted.sn) ? -1 : next;
    }
  };
