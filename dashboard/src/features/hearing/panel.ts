/** What a panel beside the log is handed. */
import type { HearingAnswer } from '@giamsat/contract/wire/hearings';
import type { FullRow, Timeline } from '@giamsat/contract/wire/live';

/** What this viewer may do with this hearing; absent until the service answered. */
export type May = HearingAnswer['may'] | undefined;

/** A panel takes of this what it needs. Dates are milliseconds since the epoch. */
export type PanelProps = {
  row: FullRow;
  may: May;
  timeline: Timeline | undefined;
  /** The camera that is shown. */
  feed: string | undefined;
  /** Of the picture that is shown. */
  dateMs: number;
  onSeek: (dateMs: number) => void;
  /** A note of this moment is to be begun; `onNoteBegun` says that it was. */
  noteAtMs: number | undefined;
  onNoteBegun: () => void;
};
