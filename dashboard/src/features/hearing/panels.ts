/** The tabs beside the log, in their order; each is fetched, with its words, when it is first opened. */
import type { ComponentType } from 'react';
import { lazyWithWords } from '../../i18n/lazy-with-words.ts';
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
    Body: lazyWithWords(async () => (await import('./people-panel.tsx')).PeoplePanel, []),
  },
  {
    name: 'notes',
    isFor: (may) => may?.notes === true,
    Body: lazyWithWords(async () => (await import('./notes-panel.tsx')).NotesPanel, ['notes']),
  },
  {
    name: 'sheet',
    isFor: (may) => may?.sheet === true,
    Body: lazyWithWords(async () => (await import('./sheet-panel.tsx')).SheetPanel, ['sheet']),
  },
  {
    name: 'keeping',
    isFor: (may) => may?.keeping === true,
    Body: lazyWithWords(async () => (await import('./keeping-panel.tsx')).KeepingPanel, ['keeping']),
  },
  {
    name: 'looks',
    isFor: (may) => may?.looks === true,
    Body: lazyWithWords(async () => (await import('./looks-panel.tsx')).LooksPanel, ['audit', 'me']),
  },
  {
    name: 'line',
    isFor: (may) => may?.system === true,
    Body: lazyWithWords(async () => (await import('./line-panel.tsx')).LinePanel, ['system']),
  },
  {
    name: 'export',
    isFor: (may) => may?.takeLog === true || may?.takeRecording === true,
    Body: lazyWithWords(async () => (await import('./export-panel.tsx')).ExportPanel, ['exports']),
  },
];
