/** What stands on a timeline at a moment or over a stretch, whatever it comes from. Pure. */

export type Mark = {
  key: string;
  kind: 'event' | 'note';
  /** Milliseconds since the epoch. */
  from: number;
  /** Of a stretch; absent of a moment. */
  to?: number;
  title: string;
};

/** How far a moment is from a mark; nothing within its stretch. */
const distance = ({ from, to = from }: Mark, date: number): number =>
  date < from ? from - date : Math.max(0, date - to);

/** The mark nearest to a moment, of those no further than that. */
export const nearest = (marks: readonly Mark[], date: number, withinMs: number): Mark | undefined => {
  let found: Mark | undefined;
  let least = withinMs;
  for (const mark of marks) {
    const far = distance(mark, date);
    if (far > least || (found && far === least)) continue;
    found = mark;
    least = far;
  }
  return found;
};
