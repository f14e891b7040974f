/** How a hearing's state looks: its tone, icon and word, always together, so that no state is told by colour alone (`ui.md`). */
import type { HearingState } from '@giamsat/contract/hearing/model';
import { isEnded, type Stage } from '@giamsat/contract/stage';
import type { HearingRow } from '@giamsat/contract/wire/live';

export const TONES = [
  'neutral',
  'blue',
  'green',
  'violet',
  'gold',
  'amber',
  'orange',
  'red',
  'slate',
  'grey',
  'ink',
] as const;
export type Tone = (typeof TONES)[number];
export type StageIcon =
  | 'clock'
  | 'door'
  | 'gavel'
  | 'speech'
  | 'scales'
  | 'scroll'
  | 'cup'
  | 'pause'
  | 'calendar-x'
  | 'stop'
  | 'undo'
  | 'check'
  | 'lock'
  | 'alarm';
export type StageView = {
  tone: Tone;
  icon: StageIcon;
  /** Key in the dictionary `stage`. */
  word: string;
  /** When it began; absent where an outsider may not know, and where it does not matter. */
  since?: string;
  outline: boolean;
};

const LOOK: Record<Stage, readonly [Tone, StageIcon]> = {
  scheduled: ['neutral', 'clock'],
  preparing: ['blue', 'door'],
  opening: ['blue', 'door'],
  questioning: ['green', 'gavel'],
  debate: ['green', 'speech'],
  last_words: ['green', 'speech'],
  deliberation: ['violet', 'scales'],
  pronouncing: ['gold', 'scroll'],
  recess: ['amber', 'cup'],
  suspended: ['orange', 'pause'],
  postponed: ['red', 'calendar-x'],
  cancelled: ['red', 'calendar-x'],
  stayed: ['slate', 'stop'],
  terminated: ['slate', 'stop'],
  returned: ['slate', 'undo'],
  closed: ['grey', 'check'],
};
const OUTLINED: readonly Stage[] = ['postponed', 'cancelled', 'stayed', 'terminated', 'returned'];

/** More than ten minutes after its time and not opened: "Mở muộn". */
export const DELAY_MS = 10 * 60_000;

export const isDelayed = (state: Pick<HearingState, 'stage' | 'start'>, now: number): boolean =>
  (state.stage === 'scheduled' || state.stage === 'preparing') && now - Date.parse(state.start) > DELAY_MS;

/** By how much it opened late, in milliseconds; undefined where it was on time, or has not opened. */
export const openedLateMs = (state: Pick<HearingState, 'openedAt' | 'start'>): number | undefined => {
  if (!state.openedAt) return undefined;
  const lateMs = Date.parse(state.openedAt) - Date.parse(state.start);
  return lateMs > DELAY_MS ? lateMs : undefined;
};

/** "Xét hỏi" is said in criminal cases alone, "Hỏi" in all others. */
const wordOf = (stage: Stage, caseType: string | undefined): string =>
  stage === 'questioning' && caseType !== undefined && caseType !== 'HS' ? 'questioning_civil' : stage;

/** A stage by itself, as on a timeline. */
export const stageLook = (stage: Stage, caseType?: string): StageView => {
  const [tone, icon] = LOOK[stage];
  return { tone, icon, word: wordOf(stage, caseType), outline: OUTLINED.includes(stage) };
};

export const stageView = (row: HearingRow, now: number): StageView => {
  if (row.form === 'masked') return { tone: 'ink', icon: 'lock', word: row.cause, outline: false };
  const { state } = row;
  if (isDelayed(state, now)) return { tone: 'red', icon: 'alarm', word: 'delayed', since: state.start, outline: false };
  const look = stageLook(state.stage, state.caseType);
  // How long it has been scheduled, or closed, tells nobody anything.
  return state.stage === 'scheduled' || isEnded(state.stage) ? look : { ...look, since: state.stageSince };
};

/** Groups of the wall's counting line, in its order. */
export const COUNT_GROUPS = [
  'sitting',
  'recess',
  'deliberation',
  'upcoming',
  'suspended',
  'closed',
  'postponed',
  'other',
] as const;
export type CountGroup = (typeof COUNT_GROUPS)[number];
const GROUP: Record<Stage, CountGroup> = {
  scheduled: 'upcoming',
  preparing: 'sitting',
  opening: 'sitting',
  questioning: 'sitting',
  debate: 'sitting',
  last_words: 'sitting',
  pronouncing: 'sitting',
  deliberation: 'deliberation',
  recess: 'recess',
  suspended: 'suspended',
  postponed: 'postponed',
  cancelled: 'postponed',
  stayed: 'other',
  terminated: 'other',
  returned: 'other',
  closed: 'closed',
};
export const countGroup = (stage: Stage): CountGroup => GROUP[stage];
