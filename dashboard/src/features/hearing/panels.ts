/** The tabs beside the log, in their order; each is fetched, with its words, when it is first opened. */
import { type ComponentType, lazy } from 'react';
import type { May, PanelProps } from './panel.ts';

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
    name: 'notes',
    isFor: (may) => may?.notes === true,
    Body: lazy(() => import('./notes-panel.tsx').then((m) => ({ default: m.NotesPanel }))),
  },
  {
    name: 'sheet',
    isFor: (may) => may?.sheet === true,
    Body: lazy(() => import('./sheet-panel.tsx').then((m) => ({ default: m.SheetPanel }))),
  },
  {
    name: 'looks',
    isFor: (may) => may?.looks === true,
    Body: lazy(() => import('./looks-panel.tsx').then((m) => ({ default: m.LooksPanel }))),
  },
];
