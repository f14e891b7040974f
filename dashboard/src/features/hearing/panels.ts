/** The tabs beside the log, in their order; each is fetched, with its words, when it is first opened. */
import type { HearingAnswer } from '@giamsat/contract/wire/hearings';
import type { FullRow, Timeline } from '@giamsat/contract/wire/live';
import { type ComponentType, lazy } from 'react';

/** What this viewer may do with this hearing; absent until the service answered. */
export type May = HearingAnswer['may'] | undefined;

/** A panel takes of this what it needs. Dates are milliseconds since the epoch. */
export type PanelProps = {
  row: FullRow;
  timeline: Timeline | undefined;
  /** The camera that is shown. */
  feed: string | undefined;
  /** Of the picture that is shown. */
  dateMs: number;
  onSeek: (dateMs: number) => void;
};

type Panel = {
  /** Its word is `tab.{name}` of the dictionary `hearing`, its place in the address `?tab={name}`. */
  name: string;
  isFor: (may: May) => boolean;
  Body: ComponentType<PanelProps>;
};

export const PANELS: readonly Panel[] = [
  {
    name: 'people',
    isFor: () => true,
    Body: lazy(() => import('./people-panel.tsx').then((m) => ({ default: m.PeoplePanel }))),
  },
  {
    name: 'looks',
    isFor: (may) => may?.looks === true,
    Body: lazy(() => import('./looks-panel.tsx').then((m) => ({ default: m.LooksPanel }))),
  },
];
