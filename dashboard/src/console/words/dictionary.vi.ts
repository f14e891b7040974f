/** The console's Vietnamese words: its own, and those it shares with the dashboard. */
import { events } from '../../i18n/vi/events.ts';
import { people } from '../../i18n/vi/people.ts';
import { reason } from '../../i18n/vi/reason.ts';
import { stage } from '../../i18n/vi/stage.ts';
import { vi } from './vi.ts';

export const dictionary = { console: vi, events, people, reason, stage };
