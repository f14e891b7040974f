/** What the gateway needs of the parts below it; `main.ts` puts it together out of journal, hearings and registry. */
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import type { LiveWindow } from '@giamsat/contract/wire/live';
import type { RowContext } from '../access/redact.ts';
import type { SessionLog } from '../hearings/course-reader.ts';
import type { StoredHearing } from '../hearings/stored.ts';

/** A hearing as it is stored, with what its row needs besides. */
export type Entry = {
  hearing: StoredHearing;
  /** `windows`: those that stand or are about to open. */
  context: RowContext;
};

/** A window that was opened or ended, told at once and on every node. */
export type WindowChange = {
  kind: 'cut' | 'opened';
  /** Journal position of the event, or of the newest one where the clock alone did it. */
  position: number;
  hearing: string;
  windows: LiveWindow['window'][];
  cause?: 'in_camera' | 'minor' | 'deliberation' | 'clerk' | 'not_permitted' | 'recess' | 'not_open' | undefined;
  /** RFC 3339 */
  at: string;
};

export type Changed = {
  /** Everything up to here was looked at. */
  through: number;
  /** Hearings whose inside or outside changed, as they are now. */
  hearings: StoredHearing[];
};

export type LiveSources = {
  head(): Promise<number>;
  /** `known`: a position that is known to be there, which saves asking for the head. */
  changedSince(position: number, known?: number): Promise<Changed>;
  /** Rooms in which a court stated what was recorded, in `(position, through]`. */
  recordedIn(position: number, through: number): Promise<string[]>;
  get(id: string): Promise<Entry | undefined>;
  /** With windows that are at least as new as the hearings, which were read before. */
  entriesOf(hearings: readonly StoredHearing[]): Promise<Entry[]>;
  /** Scheduled for that day, or with a sitting that lasts. */
  ofWall(day: string): Promise<Entry[]>;
  /** Scheduled for that day. */
  ofDay(day: string): Promise<Entry[]>;
  /** In the order of the course. */
  lines(hearing: StoredHearing): Promise<SessionLog>;
  /** Stands for what courts and rooms are called, on every day; equal on all nodes. */
  names(): string;
  onNames(fn: () => void): () => void;
  onAppended(fn: (through: number) => void): () => void;
  onWindow(fn: (change: WindowChange) => void): () => void;
  /** What agents tell of their feeds, newest first served. */
  onVitals(fn: (vitals: AgentVitals) => void): () => void;
  /** The camera behind a live window. */
  pictureOf(window: string): { feed: string; hearing: string } | undefined;
  /** The room of a feed. */
  roomOfFeed(feed: string): string | undefined;
};
