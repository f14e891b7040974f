/** Segments of a recording that do not come, or come and do not play: passed over like declared gaps, so that nothing stops at one that is damaged. */
import type { ErrorData, Fragment, MediaFragment } from 'hls.js';

/** Not here any more, and not coming: it is damaged, or its file is gone. */
const GONE: readonly (number | undefined)[] = [404, 410];
/** An answer that may be a mishap, of the service or of the decoder, is asked for again so often. */
const TRIES = { refusedByService: 3, refusedByDecoder: 2 };

/** What the decoder says of a segment; a stall, a nudge and a declared gap are media errors to hls.js, too, and no fault of any. */
const UNPLAYABLE: readonly string[] = ['fragParsingError', 'bufferAppendError', 'bufferAppendNoProgress'];

const isServiceError = (status: number | undefined): boolean => status !== undefined && status >= 500;

export const createLostSegments = () => {
  const failures = new Map<string, number>();
  const lost = new Set<string>();

  /** As EXT-X-GAP would have declared it; hls.js and our own dates know it as one from now on. */
  const declare = (fragment: MediaFragment): void => {
    fragment.gap = true;
    if (!fragment.tagList.some(([tag]) => tag === 'GAP')) fragment.tagList.push(['GAP']);
  };

  return {
    /**
     * Takes an error in; true where it made segments lost. A line that is down, and a refused right, are no fault of a segment.
     * @param playing the segment in which the decoder stood, for errors that name none.
     */
    take(
      data: Pick<ErrorData, 'type' | 'details' | 'fatal' | 'frag' | 'response'>,
      fragments: readonly MediaFragment[],
      playing: MediaFragment | undefined,
    ): boolean {
      // A fatal media error that names no segment is the decoder's, where it stands.
      const unplayable = UNPLAYABLE.includes(data.details) || (data.type === 'mediaError' && data.fatal);
      const failed: Fragment | undefined = data.frag ?? (unplayable ? playing : undefined);
      if (!failed?.relurl) return false;
      const status = data.response?.code;
      if (!GONE.includes(status)) {
        if (!unplayable && !(data.fatal && isServiceError(status))) return false;
        const times = (failures.get(failed.relurl) ?? 0) + 1;
        failures.set(failed.relurl, times);
        if (times < (unplayable ? TRIES.refusedByDecoder : TRIES.refusedByService)) return false;
      }
      // Without its initialisation section nothing of an epoch plays.
      const concerned = fragments.filter(({ relurl, initSegment }) =>
        [relurl, initSegment?.relurl].includes(failed.relurl),
      );
      for (const one of concerned) {
        if (one.relurl) lost.add(one.relurl);
        declare(one);
      }
      return concerned.length > 0;
    },
    /** To a playlist that was loaded anew; answers what of it is lost. */
    declareIn(fragments: readonly MediaFragment[]): MediaFragment[] {
      if (lost.size === 0) return [];
      const found = fragments.filter(({ relurl }) => relurl !== undefined && lost.has(relurl));
      for (const one of found) declare(one);
      return found;
    },
  };
};
