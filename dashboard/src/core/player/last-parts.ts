/** Mends how hls.js (1.7.4) loads the last part of a segment. */
import type HlsClass from 'hls.js';
import type { FragmentState, LevelDetails, MediaFragment } from 'hls.js';

export type StreamController = typeof HlsClass.DefaultConfig.streamController;

/**
 * A playlist that completes a segment while its last part but one is being appended makes hls.js take the segment for loaded.
 * It then waits for the last part and never asks for it, until the picture stands. Forgetting that it was loaded has the part fetched.
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
  };
