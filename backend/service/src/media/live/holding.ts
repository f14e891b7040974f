/** With several nodes: what this one has, and whether it may answer at all. */
export type Holding = {
  /** It knows what the others know. */
  isCounted(): boolean;
  /** It has that camera. */
  holds(feed: string): boolean;
  /** The camera came here a moment ago: its first part is about to be seen. */
  isFresh(feed: string): boolean;
};
