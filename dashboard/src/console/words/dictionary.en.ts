/** The console's English words: its own, and those it shares with the dashboard. */
import { events } from '../../i18n/en/events.ts';
import { people } from '../../i18n/en/people.ts';
import { reason } from '../../i18n/en/reason.ts';
import { stage } from '../../i18n/en/stage.ts';
import { en } from './en.ts';

export const dictionary = { console: en, events, people, reason, stage };
