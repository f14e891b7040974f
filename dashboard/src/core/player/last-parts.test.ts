import { describe, expect, it } from 'vitest';
import { type StreamController, withLastParts } from './last-parts.ts';

type Part = { fragment: { sn: number }; loaded: boolean; gap?: boolean };

/** A controller that always takes segment 17, and says how that stands in the end. */
const after = ({
  state = 'OK',
  loadingParts = true,
  parts,
}: {
  state?: string;
  loadingParts?: boolean;
  parts: Part[];
}) => {
  const tracked = new Map([[17, state]]);
  class Base {
    loadingParts = loadingParts;
    fragmentTracker = {
      getState: ({ sn }: { sn: number }) => tracked.get(sn),
      removeFragment: ({ sn }: { sn: number }) => tracked.set(sn, 'NOT_LOADED'),
    };
    getNextFragment() {
      return { sn: 17 };
    }
  }
  const controller = new (withLastParts(Base as unknown as StreamController))(
    ...([] as unknown as [never, never, never]),
  );
  const { getNextFragment } = controller as unknown as {
    getNextFragment(at: number, details: unknown): { sn: number };
  };
  expect(getNextFragment.call(controller, 71.8, { partList: parts })).toEqual({ sn: 17 });
  return tracked.get(17);
};
const part = (sn: number, loaded: boolean, gap = false): Part => ({ fragment: { sn }, loaded, gap });

describe('the last part of a segment', () => {
  it('is fetched though hls.js takes the segment for loaded', () => {
    expect(after({ parts: [part(17, true), part(17, false), part(18, false)] })).toBe('NOT_LOADED');
  });

  it('leaves a segment alone that has all its parts, or whose missing part does not exist', () => {
    expect(after({ parts: [part(17, true), part(17, true), part(18, false)] })).toBe('OK');
    expect(after({ parts: [part(17, true), part(17, false, true)] })).toBe('OK');
  });

  it('touches nothing that is being loaded, and nothing where whole segments are loaded', () => {
    expect(after({ state: 'APPENDING', parts: [part(17, false)] })).toBe('APPENDING');
    expect(after({ loadingParts: false, parts: [part(17, false)] })).toBe('OK');
  });
});

describe('a segment without parts', () => {
  /** Which part is taken where hls.js would take the one at `base`. */
  const taken = (base: number, parts: Part[], wanted: number) => {
    class Base {
      getNextPart() {
        return base;
      }
    }
    const controller = new (withLastParts(Base as unknown as StreamController))(
      ...([] as unknown as [never, never, never]),
    );
    return (controller as unknown as { getNextPart(...asked: unknown[]): number }).getNextPart(
      parts,
      { sn: wanted },
      7,
    );
  };

  it('is not left out for the parts behind it', () => {
    expect(taken(1, [part(16, true), part(18, false)], 17)).toBe(-1);
  });

  it('is no reason to leave parts where the wanted segment has some, or the part is its own', () => {
    expect(taken(1, [part(17, true), part(18, false)], 17)).toBe(1);
    expect(taken(1, [part(17, true), part(17, false)], 17)).toBe(1);
    expect(taken(-1, [part(16, true)], 17)).toBe(-1);
  });
});
